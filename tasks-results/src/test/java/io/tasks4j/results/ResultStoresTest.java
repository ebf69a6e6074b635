package io.tasks4j.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ResultStoresTest {
  @TempDir Path folder;

  private String file(String settings) {
    return "sqlite:" + folder.resolve("stores.db") + settings;
  }

  private static String refused(Class<? extends Exception> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  @Test
  void stores_are_opened_by_address_and_share_one_file() {
    TaskId id = TaskId.next();
    try (ResultStore results = ResultStores.openResults(file("?ttl=1h&maxCount=5&maxBytes=100"));
        RecordStore records =
            ResultStores.openRecords(file("?endedAge=1h&endedCount=5&busyTimeout=1s"))) {
      results.store(Child.result(id, "1"));

      assertEquals(Optional.of(Child.result(id, "1")), results.find(id));
      assertEquals(Map.of(), records.stats());
    }
    ResultStores.openResults("memory:?ttl=1h").close();
  }

  @Test
  void a_setting_that_does_not_exist_and_one_out_of_range_are_refused() {
    String unknown =
        refused(IllegalArgumentException.class, () -> ResultStores.openResults(file("?tll=1h")));
    assertTrue(unknown.contains("'tll'") && unknown.contains("ttl"), unknown);
    refused(IllegalArgumentException.class, () -> ResultStores.openResults(file("?ttl=0s")));
    refused(IllegalArgumentException.class, () -> ResultStores.openResults(file("?maxCount=0")));
    refused(IllegalArgumentException.class, () -> ResultStores.openResults(file("?maxBytes=0")));
    refused(IllegalArgumentException.class, () -> ResultStores.openRecords(file("?ttl=1h")));
    refused(IllegalArgumentException.class, () -> ResultStores.openResults("sqlite:"));
    refused(
        IllegalArgumentException.class, () -> ResultStores.openResults("redis://h?connections=0"));
    refused(
        IllegalArgumentException.class, () -> ResultStores.openResults("redis://h?namespace=a:b"));
    refused(IllegalArgumentException.class, () -> ResultStores.openResults("redis://h?timeout=0s"));
  }

  @Test
  void an_address_that_cannot_be_read_is_refused_without_its_password() {
    String refused =
        refused(
            IllegalArgumentException.class,
            () -> ResultStores.openResults("redis://user:s3cret^^@/0"));

    assertTrue(!refused.contains("s3cret"), refused);
  }

  @Test
  void an_address_of_redis_that_cannot_be_is_refused() {
    for (String address :
        new String[] {
          "redis:host",
          "redis://",
          "redis://a,b",
          "redis://a:port",
          "redis://a:99999",
          "redis://a/x",
          "redis://user@a",
          "redis+sentinel://a",
          "redis+cluster://a/1",
          "redis://a?master=m"
        }) {
      refused(IllegalArgumentException.class, () -> ResultStores.openResults(address));
    }
  }

  @Test
  void a_scheme_without_a_store_is_refused_with_those_there_are() {
    String refused =
        refused(IllegalArgumentException.class, () -> ResultStores.openResults("kafka:x"));

    assertEquals(
        "no store of results or records for scheme 'kafka'; there are memory, sqlite, redis,"
            + " redis+cluster, redis+sentinel, and rediss with TLS",
        refused);
  }

  @Test
  void a_file_that_is_no_database_and_a_folder_that_is_missing_are_told() throws Exception {
    Files.writeString(folder.resolve("text.db"), "no database ".repeat(100));

    String noDatabase =
        refused(
            BackendException.class,
            () -> ResultStores.openResults("sqlite:" + folder.resolve("text.db")));
    String noFolder =
        refused(
            BackendException.class,
            () -> ResultStores.openResults("sqlite:" + folder.resolve("no/such.db")));

    assertTrue(noDatabase.contains("is no SQLite database"), noDatabase);
    assertTrue(noFolder.contains("does not exist; create it first"), noFolder);
  }

  @Test
  void without_its_driver_a_store_says_which_dependency_to_add_and_the_other_works()
      throws Exception {
    try (URLClassLoader noJedis = without("jedis");
        URLClassLoader noSqlite = without("sqlite-jdbc")) {
      String redis = refused(BackendException.class.getName(), noJedis, "redis://localhost:1");
      String sqlite = refused(BackendException.class.getName(), noSqlite, file(""));

      assertTrue(redis.endsWith("add the dependency io.tasks4j:tasks-backend-redis"), redis);
      assertTrue(sqlite.endsWith("add the dependency io.tasks4j:tasks-backend-sqlite"), sqlite);
      open(noJedis, file(""));
      assertTrue(
          refused("io.tasks4j.BackendUnavailableException", noSqlite, "redis://localhost:1")
              .contains("no answer in time"));
    }
  }

  /** The class path of this test without the jars of one name. */
  private static URLClassLoader without(String jar) {
    URL[] rest =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !Path.of(path).getFileName().toString().startsWith(jar))
            .map(ResultStoresTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(rest, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void open(ClassLoader loader, String address) throws Exception {
    Object store =
        Class.forName("io.tasks4j.results.ResultStores", true, loader)
            .getMethod("openResults", String.class)
            .invoke(null, address);
    ((AutoCloseable) store).close();
  }

  private static String refused(String type, ClassLoader loader, String address) {
    Throwable cause =
        assertThrows(InvocationTargetException.class, () -> open(loader, address)).getCause();
    assertEquals(type, cause.getClass().getName(), String.valueOf(cause));
    return String.valueOf(cause.getMessage());
  }
}
