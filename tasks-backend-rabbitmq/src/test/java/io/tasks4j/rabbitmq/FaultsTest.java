package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.get;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.idsOf;
import static io.tasks4j.rabbitmq.Fixtures.message;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.When;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A broker of our own stops, dies, is blocked and refuses. */
class FaultsTest {
  private static final RabbitServer server = TestRabbit.own();

  private static TaskBackend open(RabbitMqConfig config) {
    return open(server.uri(), config);
  }

  private static TaskBackend open(String uri, RabbitMqConfig config) {
    return RabbitMqBackend.open(
        RabbitMqAddress.from(BackendUri.parse(uri)), config, new MemoryBackend());
  }

  private static RabbitMqConfig config() {
    return TestRabbit.config().toBuilder().confirmTimeout(Duration.ofSeconds(2)).build();
  }

  @Test
  void the_servers_of_tests_listen_on_the_loopback_interface_alone() throws Exception {
    List<String> addresses = new ArrayList<>();
    Set<Integer> found = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        String[] fields = line.strip().split(" +", -1);
        // State 0A: listens.
        if (fields.length > 3 && fields[3].equals("0A")) {
          String[] local = fields[1].split(":", -1);
          int port = Integer.parseInt(local[1], 16);
          if (server.ports().contains(port)) {
            found.add(port);
          }
          if (server.ports().contains(port) && !isLoopback(local[0])) {
            addresses.add(local[0]);
          }
        }
      }
    }

    assertEquals(List.of(), addresses);
    assertEquals(3, found.size());
  }

  private static boolean isLoopback(String hex) {
    return hex.equals("0100007F") || hex.equals("0".repeat(24) + "01000000");
  }

  @Test
  void tasks_outlive_a_stop_and_a_kill_and_a_waiting_claim_goes_on_by_itself() throws Exception {
    TaskMessage due = message().due(after(1)).build();
    List<TaskMessage> before = tasks(20);
    try (TaskBackend backend = open(config())) {
      for (boolean kill : List.of(false, true)) {
        backend.enqueue(before);
        backend.enqueue(List.of(due));
        if (kill) {
          server.kill();
        } else {
          server.stop();
        }

        BackendUnavailableException away =
            assertThrows(BackendUnavailableException.class, () -> backend.enqueue(tasks(1)));
        assertTrue(away.getMessage().contains("cannot be reached"), away::getMessage);
        // What waits for its time does not need the broker.
        List<Claim> early = get(claims(backend)).claims();
        assertEquals(List.of(due.id()), ids(early));
        // Or it would come again where the broker takes longer than its lease to start.
        backend.settle(early.stream().map(c -> Settlement.of(c, Fixtures.SUCCESS)).toList());
        CompletableFuture<List<TaskId>> all = drain(backend, before.size() + 1);
        server.launch();
        TaskMessage after = task();
        await()
            .ignoreExceptionsMatching(BackendUnavailableException.class::isInstance)
            .until(() -> backend.enqueue(List.of(after)).get(0).accepted());

        List<TaskId> ran = get(all);
        assertEquals(before.size() + 1, ran.size());
        assertTrue(ran.containsAll(idsOf(before)));
        assertTrue(ran.contains(after.id()));
        before = tasks(20);
        due = message().due(after(1)).build();
      }
    }
  }

  @Test
  void a_link_that_is_cut_again_and_again_loses_nothing() throws Exception {
    try (TcpProxy proxy = new TcpProxy(server.port());
        TaskBackend backend = open("amqp://127.0.0.1:" + proxy.port(), config())) {
      CompletableFuture<List<TaskId>> all = drain(backend, 300);
      List<TaskId> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        TaskMessage task = task();
        sent.add(task.id());
        if (i % 60 == 30) {
          proxy.cut();
        }
        await()
            .pollInterval(Duration.ofMillis(20))
            .ignoreExceptionsMatching(BackendUnavailableException.class::isInstance)
            .until(
                () -> {
                  List<?> ignored = backend.enqueue(List.of(task));
                  return true;
                });
      }

      List<TaskId> ran = get(all);
      assertTrue(ran.containsAll(sent));
      assertEquals(300, ran.size());
    }
  }

  @Test
  void a_broker_that_swallows_packets_is_given_up_in_bounded_time() throws Exception {
    RabbitMqConfig config = config().toBuilder().heartbeat(Duration.ofSeconds(1)).build();
    try (TcpProxy proxy = new TcpProxy(server.port());
        TaskBackend backend = open("amqp://127.0.0.1:" + proxy.port(), config)) {
      backend.enqueue(tasks(1));
      proxy.swallow(true);

      long start = System.nanoTime();
      assertThrows(BackendUnavailableException.class, () -> backend.enqueue(tasks(1)));
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(8));

      proxy.swallow(false);
      proxy.cut();
      await()
          .ignoreExceptionsMatching(BackendUnavailableException.class::isInstance)
          .until(() -> backend.enqueue(tasks(1)).get(0).accepted());
      await().until(() -> !claim(backend, 5).isEmpty());
    }
  }

  @Test
  void a_memory_alarm_reaches_producers_in_bounded_time_and_workers_go_on() throws Exception {
    try (TaskBackend backend = open(config())) {
      List<TaskMessage> before = tasks(5);
      backend.enqueue(before);
      String ignored = server.control("set_vm_memory_high_watermark", "0.000001");
      try {
        await().until(() -> refusal(backend).contains("takes no messages"));

        assertTrue(refusal(backend).contains("low on memory"));
        assertTrue(ids(claim(backend, 100)).containsAll(idsOf(before)));
      } finally {
        ignored = server.control("set_vm_memory_high_watermark", "0.6");
      }
      await()
          .ignoreExceptionsMatching(BackendUnavailableException.class::isInstance)
          .until(() -> backend.enqueue(tasks(1)).get(0).accepted());
    }
  }

  @Test
  void a_missing_permission_is_named() throws Exception {
    String ignored = server.control("add_user", "weak", "pw");
    ignored = server.control("set_permissions", "weak", "^none$", "^none$", "^none$");
    try (TaskBackend backend =
        open("amqp://weak:pw@127.0.0.1:" + server.port(), TestRabbit.config())) {

      BackendException e = assertThrows(BackendException.class, () -> backend.enqueue(tasks(1)));

      assertFalse(e instanceof BackendUnavailableException, e::toString);
      assertTrue(e.getMessage().contains("user 'weak' a permission"), e::getMessage);
      assertThrows(BackendException.class, () -> claim(backend, 1));
    }
  }

  @Test
  void a_connection_that_ends_while_it_is_opened_refuses_no_user() throws Exception {
    // Class 10, method 10: start, version 0-9, no properties, one mechanism, one language.
    byte[] start = {
      0, 10, 0, 10, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5, 80, 76, 65, 73, 78, 0, 0, 0, 1, 101
    };
    try (ServerSocket dying = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> broker =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = dying.accept()) {
                  assertEquals(8, socket.getInputStream().readNBytes(8).length);
                  DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                  out.writeByte(1);
                  out.writeShort(0);
                  out.writeInt(start.length);
                  out.write(start);
                  out.writeByte(0xCE);
                  // It dies when it was told the user.
                  assertTrue(socket.getInputStream().read() >= 0);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      BackendException e =
          assertThrows(
              BackendException.class,
              () -> open("amqp://127.0.0.1:" + dying.getLocalPort(), config()));

      get(broker);
      assertInstanceOf(BackendUnavailableException.class, e);
    }
  }

  @Test
  void a_queue_that_is_deleted_is_declared_again() throws Exception {
    RabbitMqConfig config = config();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(tasks(1));
      assertEquals(1, claim(backend, 5).size());
      Fixtures.atBroker(
          server.uri(), channel -> channel.queueDelete(config.brokerQueue("default")));

      assertThrows(BackendException.class, () -> backend.enqueue(tasks(1)));
      assertTrue(backend.enqueue(tasks(1)).get(0).accepted());
      assertEquals(1, claim(backend, 5).size());
    }
  }

  @Test
  void a_closed_backend_leaves_no_thread_and_no_connection() throws Exception {
    TaskBackend backend = open(config());
    backend.enqueue(tasks(2));
    assertEquals(2, claim(backend, 5).size());
    backend.close();

    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("tasks4j-rabbitmq")));
    await().until(() -> server.control("list_connections", "name").strip().lines().count() <= 1);
  }

  /** Why an enqueue fails at present; empty when it does not. */
  private static String refusal(TaskBackend backend) {
    try {
      return backend.enqueue(tasks(1)).get(0).accepted() ? "" : "not accepted";
    } catch (BackendUnavailableException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Optional<When> after(int seconds) {
    return Optional.of(new When.After(Duration.ofSeconds(seconds)));
  }

  private static CompletableFuture<Claims> claims(TaskBackend backend) {
    return CompletableFuture.supplyAsync(() -> backend.claim(request().maxWait(PATIENCE)));
  }

  /** Claims until so many have come, each settled as it comes. */
  private static CompletableFuture<List<TaskId>> drain(TaskBackend backend, int count) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<TaskId> ran = new ArrayList<>();
          while (ran.size() < count) {
            backend
                .claim(request().max(10).maxWait(Duration.ofSeconds(1)))
                .claims()
                .forEach(claim -> ran.add(claim.id()));
          }
          return ran;
        });
  }
}
