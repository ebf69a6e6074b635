package io.tasks4j.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.file.LostFileException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteFaultsTest {
  private final TaskId id = TaskId.next();
  @TempDir Path folder;
  private Path file;
  private String address;

  @BeforeEach
  void name() {
    file = folder.resolve("stores.db");
    address = "sqlite:" + file;
  }

  private static BackendException refused(Executable call) {
    return assertThrows(BackendException.class, call);
  }

  private void store() {
    try (ResultStore results = ResultStores.openResults(address)) {
      assertTrue(results.store(Child.result(id, "1")));
    }
  }

  private void run(String... statements) throws SQLException {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    }
  }

  @Test
  void a_file_that_is_deleted_under_a_store_takes_and_gives_nothing_more() throws Exception {
    try (ResultStore results = ResultStores.openResults(address);
        RecordStore records = ResultStores.openRecords(address)) {
      assertTrue(results.store(Child.result(id, "1")));
      assertEquals(Map.of(), records.stats());
      for (String end : List.of("", "-wal", "-shm")) {
        Files.delete(folder.resolve("stores.db" + end));
      }

      Awaitility.await()
          .untilAsserted(
              () -> {
                LostFileException lost =
                    assertThrows(
                        LostFileException.class,
                        () -> results.store(Child.result(TaskId.next(), "1")));
                assertTrue(lost.getMessage().contains("stores.db was deleted"), lost::getMessage);
              });
      assertThrows(LostFileException.class, () -> results.find(id));
      assertThrows(LostFileException.class, () -> results.await(id, Duration.ofSeconds(1)));
      assertThrows(LostFileException.class, records::stats);
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void stores_of_another_layout_are_refused_with_its_version_and_what_to_do() throws Exception {
    store();
    for (String[] each :
        new String[][] {
          {"2", "later release", "update tasks-results"},
          {"0", "earlier release", "name another file"}
        }) {
      run("UPDATE tasks4j_meta SET value = " + each[0] + " WHERE name = 'results schema'");

      for (String said :
          List.of(
              refused(() -> ResultStores.openResults(address)).getMessage(),
              refused(() -> ResultStores.openRecords(address)).getMessage())) {
        assertTrue(said.contains("has results schema version " + each[0]), said);
        assertTrue(said.contains(each[1]) && said.endsWith(each[2]), said);
      }
    }
  }

  @Test
  void a_file_from_before_layouts_were_told_is_read_on() throws Exception {
    store();
    run("DROP TABLE tasks4j_meta");

    try (ResultStore results = ResultStores.openResults(address)) {
      assertEquals(Optional.of(Child.result(id, "1")), results.find(id));
    }
  }

  @Test
  void stores_and_a_queue_share_a_file_whichever_comes_first() {
    Path other = folder.resolve("queue.db");
    TaskMessage message = TaskMessage.builder(id, "task", Payload.json("1"), Instant.EPOCH).build();
    store();
    try (SqliteBackend queue = SqliteBackend.open(file);
        SqliteBackend first = SqliteBackend.open(other);
        ResultStore results = ResultStores.openResults("sqlite:" + other)) {
      queue.enqueue(List.of(message));
      first.enqueue(List.of(message));
      results.store(Child.result(id, "1"));

      assertTrue(queue.admin().find(id).isPresent());
      assertEquals(Optional.of(Child.result(id, "1")), results.find(id));
      assertTrue(first.results().find(id).isEmpty());
    }
  }

  @Test
  void a_damaged_file_is_told_as_the_queue_tells_it_and_is_no_outage() throws Exception {
    store();
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer junk = ByteBuffer.allocate((int) channel.size() - 4096);
      while (junk.hasRemaining()) {
        junk.put((byte) 0x5a);
      }
      channel.write(junk.flip(), 4096);
    }

    BackendException damaged =
        refused(
            () -> {
              try (ResultStore results = ResultStores.openResults(address)) {
                results.find(id);
              }
            });

    assertFalse(damaged instanceof BackendUnavailableException, damaged.toString());
    assertTrue(damaged.getMessage().contains("is damaged"), damaged.toString());
  }

  @Test
  void a_file_that_another_keeps_locked_is_an_outage_and_can_be_read_meanwhile() throws Exception {
    store();
    try (ResultStore results = ResultStores.openResults(address + "?busyTimeout=50ms");
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      BackendException busy = refused(() -> results.store(Child.result(TaskId.next(), "2")));

      assertInstanceOf(BackendUnavailableException.class, busy);
      assertTrue(busy.getMessage().contains("(setting busyTimeout)"), busy.toString());
      assertTrue(results.find(id).isPresent());
      statement.execute("ROLLBACK");
      assertTrue(results.store(Child.result(TaskId.next(), "2")));
    }
  }

  @Test
  void a_close_ends_a_wait_and_later_calls() {
    ResultStore results = ResultStores.openResults(address);
    CompletableFuture<Optional<?>> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return results.await(id, Duration.ofSeconds(50));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    results.close();

    Throwable ended = assertThrows(Exception.class, () -> waiting.get(5, TimeUnit.SECONDS));
    assertTrue(String.valueOf(ended.getMessage()).contains("is closed"), ended.getMessage());
    refused(() -> results.find(id));
    refused(() -> results.delete(id));
  }
}
