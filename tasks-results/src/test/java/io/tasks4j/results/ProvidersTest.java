package io.tasks4j.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.store.TaskLocks;
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

class ProvidersTest {
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
    try (ResultBackend results = ResultBackends.open(file("?ttl=1h&maxCount=5&maxBytes=100"));
        MetadataStore records = MetadataStores.open(file("?endedAge=1h&endedCount=5"))) {
      results.store(Child.result(id, "1"));

      assertEquals(Optional.of(Child.result(id, "1")), results.find(id));
      assertEquals(Map.of(), records.stats());
      assertTrue(
          TaskLocks.open(file("?busyTimeout=1s"))
              .acquire("key", java.time.Duration.ofSeconds(1))
              .isPresent());
    }
    ResultBackends.open("memory:?ttl=1h").close();
  }

  @Test
  void a_setting_that_does_not_exist_and_one_out_of_range_are_refused() {
    String unknown =
        refused(IllegalArgumentException.class, () -> ResultBackends.open(file("?tll=1h")));
    assertTrue(unknown.contains("'tll'") && unknown.contains("ttl"), unknown);
    refused(IllegalArgumentException.class, () -> ResultBackends.open(file("?ttl=0s")));
    refused(IllegalArgumentException.class, () -> ResultBackends.open(file("?maxCount=0")));
    refused(IllegalArgumentException.class, () -> ResultBackends.open(file("?maxBytes=0")));
    refused(IllegalArgumentException.class, () -> MetadataStores.open(file("?ttl=1h")));
    refused(IllegalArgumentException.class, () -> TaskLocks.open(file("?ttl=1h")));
    refused(IllegalArgumentException.class, () -> ResultBackends.open("sqlite:"));
    refused(IllegalArgumentException.class, () -> ResultBackends.open("redis://h?connections=1"));
    refused(IllegalArgumentException.class, () -> ResultBackends.open("redis://h?namespace=a:b"));
    refused(IllegalArgumentException.class, () -> ResultBackends.open("redis://h?timeout=0s"));
  }

  @Test
  void an_address_that_cannot_be_read_is_refused_without_its_password() {
    String refused =
        refused(
            IllegalArgumentException.class, () -> ResultBackends.open("redis://user:s3cret^^@/0"));

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
      refused(IllegalArgumentException.class, () -> ResultBackends.open(address));
    }
  }

  @Test
  void a_scheme_without_a_store_is_refused_with_those_there_are() {
    String refused = refused(IllegalArgumentException.class, () -> ResultBackends.open("kafka:x"));

    assertEquals(
        "no store of results for scheme 'kafka'; on the class path: [memory, redis,"
            + " redis+cluster, redis+sentinel, rediss, rediss+cluster, rediss+sentinel, sqlite];"
            + " redis and sqlite come with tasks-results",
        refused);
  }

  @Test
  void a_file_that_is_no_database_and_a_folder_that_is_missing_are_told() throws Exception {
    Files.writeString(folder.resolve("text.db"), "no database ".repeat(100));

    String noDatabase =
        refused(
            BackendException.class,
            () -> ResultBackends.open("sqlite:" + folder.resolve("text.db")));
    String noFolder =
        refused(
            BackendException.class,
            () -> ResultBackends.open("sqlite:" + folder.resolve("no/such.db")));

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
      assertTrue(sqlite.endsWith("add the dependency org.xerial:sqlite-jdbc"), sqlite);
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
            .map(ProvidersTest::url)
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
        Class.forName("io.tasks4j.store.ResultBackends", true, loader)
            .getMethod("open", String.class)
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
