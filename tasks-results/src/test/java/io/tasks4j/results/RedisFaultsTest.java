package io.tasks4j.results;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.tck.faults.RedisServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import redis.clients.jedis.Jedis;

@Timeout(60)
class RedisFaultsTest {
  private static RedisServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String refused(Class<? extends Exception> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  private static CompletableFuture<Optional<TaskResult>> startAwait(
      ResultStore results, TaskId id) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return results.await(id, Duration.ofSeconds(50));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void scripts_that_the_server_forgot_are_sent_anew() {
    try (ResultStore results = ResultStores.openResults(Redis.withNamespace(server, "flushed"));
        Jedis jedis = Redis.connect(server)) {
      TaskId id = TaskId.next();
      results.store(Child.result(id, "1"));

      jedis.scriptFlush();

      assertFalse(results.store(Child.result(id, "2")));
      assertTrue(results.delete(id));
    }
  }

  @Test
  void one_look_of_a_process_wakes_each_of_its_waiters() throws Exception {
    String address = Redis.withNamespace(server, "woken");
    try (ResultStore results = ResultStores.openResults(address);
        ResultStore elsewhere = ResultStores.openResults(address)) {
      List<TaskId> ids = Stream.generate(TaskId::next).limit(20).toList();
      List<CompletableFuture<Optional<TaskResult>>> waiting =
          ids.stream().map(id -> startAwait(results, id)).toList();

      long start = System.nanoTime();
      ids.forEach(id -> elsewhere.store(Child.result(id, "1")));

      for (CompletableFuture<Optional<TaskResult>> each : waiting) {
        assertTrue(each.get(10, TimeUnit.SECONDS).isPresent());
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 1_000, "woken after " + millis + " ms; a look is each 20 ms");
    }
  }

  @Test
  void a_close_ends_a_wait_and_later_calls() {
    ResultStore results = ResultStores.openResults(Redis.withNamespace(server, "closed"));
    CompletableFuture<Optional<TaskResult>> waiting = startAwait(results, TaskId.next());

    results.close();

    Throwable ended = assertThrows(Exception.class, () -> waiting.get(5, TimeUnit.SECONDS));
    assertTrue(String.valueOf(ended.getMessage()).contains("is closed"), ended.getMessage());
    refused(BackendException.class, () -> results.find(TaskId.next()));
  }

  @Test
  void stores_of_another_layout_are_refused_with_it_and_what_to_do_and_stay_as_they_were() {
    String address = Redis.withNamespace(server, "other");
    TaskId id = TaskId.next();
    try (ResultStore results = ResultStores.openResults(address);
        Jedis jedis = Redis.connect(server)) {
      results.store(Child.result(id, "1"));
      jedis.set("{other}:stores-layout", "7");

      for (String said :
          List.of(
              refused(BackendException.class, () -> ResultStores.openResults(address)),
              refused(BackendException.class, () -> ResultStores.openRecords(address)))) {
        assertTrue(said.contains("namespace other on Redis at 127.0.0.1:"), said);
        assertTrue(said.contains("have layout 7") && said.contains("needs layout 1"), said);
        assertTrue(said.endsWith("or name another namespace"), said);
      }
      assertTrue(results.find(id).isPresent());
      jedis.del("{other}:stores-layout");
      ResultStores.openRecords(address).close();
      assertEquals("1", jedis.get("{other}:stores-layout"));
    }
  }

  @Test
  void a_frozen_server_gives_a_typed_error_in_bounded_time_and_work_goes_on_after_it()
      throws Exception {
    try (RedisServer frozen = RedisServer.start();
        ResultStore results = ResultStores.openResults(frozen.uri() + "?timeout=300ms")) {
      TaskId id = TaskId.next();
      results.store(Child.result(id, "1"));
      frozen.signal("STOP");

      long start = System.nanoTime();
      String refused = refused(BackendUnavailableException.class, () -> results.find(id));
      long millis = (System.nanoTime() - start) / 1_000_000;

      assertTrue(millis < 3_000, "took " + millis + " ms");
      assertTrue(refused.contains("no answer in time"), refused);
      frozen.signal("CONT");
      // No answer to the call before may be taken for the answer to this one.
      await()
          .ignoreExceptions()
          .until(() -> results.find(TaskId.next()).isEmpty() && results.find(id).isPresent());
    }
  }

  @Test
  void a_restarted_server_is_found_again_also_by_those_who_wait() throws Exception {
    try (RedisServer restarted = RedisServer.start();
        ResultStore results = ResultStores.openResults(restarted.uri())) {
      results.store(Child.result(TaskId.next(), "1"));
      restarted.kill();
      refused(BackendUnavailableException.class, () -> results.find(TaskId.next()));

      restarted.launch();

      TaskId id = TaskId.next();
      CompletableFuture<Optional<TaskResult>> waiting = startAwait(results, id);
      assertTrue(results.store(Child.result(id, "1")));
      assertTrue(waiting.get(10, TimeUnit.SECONDS).isPresent());
    }
  }

  @Test
  void a_full_server_refuses_to_store_with_words_and_lets_results_be_deleted() throws Exception {
    try (RedisServer full = RedisServer.start("--maxmemory-policy", "noeviction");
        ResultStore results = ResultStores.openResults(full.uri());
        Jedis jedis = Redis.connect(full)) {
      TaskId id = TaskId.next();
      results.store(Child.result(id, "1"));
      jedis.configSet("maxmemory", "1");

      String refused =
          refused(
              BackendUnavailableException.class,
              () -> results.store(Child.result(TaskId.next(), "2")));

      assertTrue(refused.contains("is full (maxmemory), nothing was stored"), refused);
      assertTrue(results.find(id).isPresent());
      assertTrue(results.delete(id));
    }
  }

  @Test
  void wrong_passwords_missing_rights_and_what_is_no_redis_are_told() throws Exception {
    try (RedisServer guarded = RedisServer.start("--requirepass", "right");
        ServerSocket other = new ServerSocket(0)) {
      Thread answers = new Thread(() -> answerInHttp(other));
      answers.setDaemon(true);
      answers.start();
      String there = guarded.uri().substring("redis://".length());

      String wrong =
          refused(
              BackendException.class, () -> ResultStores.openResults("redis://:wr0ng@" + there));
      String none = refused(BackendException.class, () -> ResultStores.openResults(guarded.uri()));
      String http =
          refused(
              BackendException.class,
              () ->
                  ResultStores.openResults(
                      "redis://127.0.0.1:" + other.getLocalPort() + "?timeout=1s"));
      String closed =
          refused(
              BackendUnavailableException.class,
              () -> ResultStores.openResults("redis://127.0.0.1:1"));
      String tls =
          refused(
              BackendException.class,
              () -> ResultStores.openResults("rediss://:right@" + there + "?timeout=1s"));

      assertTrue(wrong.contains("WRONGPASS") && !wrong.contains("wr0ng"), wrong);
      assertTrue(none.contains("NOAUTH"), none);
      for (String each : new String[] {http, closed, tls}) {
        assertTrue(each.contains("Redis at 127.0.0.1:"), each);
      }
      ResultStores.openResults("redis://:right@" + there).close();
    }
  }

  @Test
  void a_replica_and_a_user_who_may_run_no_scripts_are_refused_as_a_store_opens() throws Exception {
    String there = server.uri().substring("redis://".length());
    try (RedisServer replica =
            RedisServer.start("--replicaof", "127.0.0.1 " + there.split(":", -1)[1]);
        Jedis jedis = Redis.connect(server)) {
      jedis.aclSetUser("noscripts", "on", ">x", "~*", "&*", "+@all", "-@scripting");
      jedis.aclSetUser("nokeys", "on", ">x", "~other:*", "&*", "+@all");

      String second =
          refused(BackendException.class, () -> ResultStores.openRecords(replica.uri()));
      String scripts =
          refused(
              BackendException.class,
              () -> ResultStores.openRecords("redis://noscripts:x@" + there));
      String keys =
          refused(
              BackendException.class, () -> ResultStores.openResults("redis://nokeys:x@" + there));

      assertTrue(second.contains("is a replica of " + there), second);
      for (String each : new String[] {scripts, keys}) {
        assertTrue(each.contains("may run scripts and use our keys"), each);
      }
    }
  }

  @Test
  void a_store_is_found_by_asking_sentinel() throws Exception {
    TaskId id = TaskId.next();
    try (RedisServer sentinel = RedisServer.startSentinel(server.port());
        ResultStore results =
            ResultStores.openResults(
                sentinel.uri().replace("redis:", "redis+sentinel:") + "?master=mymaster");
        ResultStore direct = ResultStores.openResults(server.uri())) {
      results.store(Child.result(id, "1"));

      assertEquals(Optional.of(Child.result(id, "1")), direct.find(id));
      refused(
          BackendException.class,
          () ->
              ResultStores.openResults(
                  sentinel.uri().replace("redis:", "redis+sentinel:") + "?master=other"));
    }
  }

  private static void answerInHttp(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 400 Bad Request\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // Closed, or gone away.
      }
    }
  }

  @Test
  void a_key_of_another_type_and_a_damaged_value_harm_no_other() {
    try (ResultStore results = ResultStores.openResults(Redis.withNamespace(server, "bad"));
        RecordStore records = ResultStores.openRecords(Redis.withNamespace(server, "bad"));
        Jedis jedis = Redis.connect(server)) {
      TaskId list = TaskId.next();
      TaskId broken = TaskId.next();
      TaskId good = TaskId.next();
      jedis.lpush("{bad}:result:" + list, "x");
      jedis.set("{bad}:result:" + broken, "{\"v\":1,");
      results.store(Child.result(good, "1"));
      records.store(record(broken));
      records.store(record(good));
      jedis.hset("{bad}:record:" + broken, "json", "{\"v\":99}");

      String type = refused(BackendException.class, () -> results.find(list));
      String json = refused(TaskSerializationException.class, () -> results.find(broken));

      assertTrue(type.contains("a key of our namespace holds something else"), type);
      assertTrue(json.contains(broken.toString()), json);
      assertTrue(results.find(good).isPresent());
      assertEquals(1, records.list(TaskQuery.all()).size());
      refused(TaskSerializationException.class, () -> records.find(broken));
      assertTrue(records.delete(broken));
      assertTrue(results.delete(broken) && results.delete(list));
    }
  }

  private static TaskMetadata record(TaskId id) {
    return new TaskMetadata(
        TaskMessage.builder(id, "greet", Payload.json("1"), Instant.EPOCH).build(),
        TaskStatus.PENDING,
        0,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        false,
        Optional.empty(),
        Optional.empty());
  }
}
