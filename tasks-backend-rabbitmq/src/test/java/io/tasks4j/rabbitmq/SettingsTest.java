package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.await;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.get;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.rabbitmq.RabbitMqConfig.DeliveryMode;
import io.tasks4j.rabbitmq.RabbitMqConfig.QueueType;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the settings change, as the broker sees it. */
class SettingsTest {
  private static final RabbitServer server = TestRabbit.own();

  private static TaskBackend open(RabbitMqConfig config) {
    return open(server.uri(), config);
  }

  private static TaskBackend open(String uri, RabbitMqConfig config) {
    return RabbitMqBackend.open(
        RabbitMqAddress.from(BackendUri.parse(uri)), config, new MemoryBackend());
  }

  private static List<String> ask(String... question) throws Exception {
    return server.control(question).lines().map(String::strip).toList();
  }

  @Test
  void the_broker_shows_the_name_and_the_heartbeat_of_both_connections() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder()
            .connectionName("orders-7")
            .heartbeat(Duration.ofSeconds(17))
            .build();
    try (TaskBackend backend = open(config)) {
      List<String> shown = ask("list_connections", "timeout", "client_properties");

      for (String use : List.of("publish", "consume")) {
        List<String> named =
            shown.stream().filter(line -> line.contains("orders-7 " + use)).toList();
        assertEquals(1, named.size(), shown::toString);
        assertTrue(named.get(0).startsWith("17\t"), named::toString);
      }
      assertTrue(backend.enqueue(tasks(1)).get(0).accepted());
    }
  }

  @Test
  void the_queue_is_of_the_name_and_type_that_was_asked_for() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    try (TaskBackend classic = open(config.toBuilder().queueName("c.{queue}").build());
        TaskBackend quorum =
            open(config.toBuilder().queueName("q.{queue}").queueType(QueueType.QUORUM).build())) {
      classic.enqueue(tasks(1));
      quorum.enqueue(tasks(1));

      List<String> shown = ask("list_queues", "name", "type", "durable", "arguments");
      assertTrue(
          shown.stream()
              .anyMatch(q -> q.startsWith("c.default\tclassic\ttrue") && q.contains("priority")),
          shown::toString);
      assertTrue(
          shown.stream().anyMatch(q -> q.startsWith("q.default\tquorum\ttrue")), shown::toString);
    }
  }

  @Test
  void the_broker_keeps_persistent_messages_alone() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    try (TaskBackend persistent = open(config);
        TaskBackend other = open(config.toBuilder().deliveryMode(DeliveryMode.TRANSIENT).build())) {
      persistent.enqueue(tasks(3));
      other.enqueue(tasks(4));

      assertTrue(
          ask("list_queues", "name", "messages", "messages_persistent")
              .contains(config.brokerQueue("default") + "\t7\t3"));
    }
  }

  @Test
  void a_waiting_claim_consumes_with_a_prefetch_of_what_it_asks_for_and_the_setting()
      throws Exception {
    RabbitMqConfig config = TestRabbit.config().toBuilder().prefetchCount(3).build();
    try (TaskBackend backend = open(config)) {
      CompletableFuture<?> waiting =
          CompletableFuture.supplyAsync(
              () -> backend.claim(Fixtures.request().max(4).maxWait(Fixtures.PATIENCE)).claims());

      await()
          .until(
              () ->
                  ask("list_consumers", "queue_name", "ack_required", "prefetch_count")
                      .contains(config.brokerQueue("default") + "\ttrue\t7"));

      backend.enqueue(tasks(1));
      assertEquals(1, ((List<?>) get(waiting)).size());
    }
  }

  @Test
  void no_more_messages_await_their_confirm_than_are_allowed() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder()
            .maxUnconfirmed(5)
            .confirmTimeout(Duration.ofMillis(700))
            .build();
    try (TcpProxy proxy = new TcpProxy(server.port());
        TaskBackend backend = open("amqp://127.0.0.1:" + proxy.port(), config)) {
      backend.enqueue(List.of(task()));
      assertEquals(1, claim(backend, 1).size());
      proxy.swallowAnswers(true);

      assertThrows(BackendUnavailableException.class, () -> backend.enqueue(tasks(20)));

      assertEquals(5, Fixtures.depth(server.uri(), config.brokerQueue("default")));
    }
  }

  @Test
  void a_server_that_never_answers_is_given_up_after_the_connect_timeout() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().connectTimeout(Duration.ofSeconds(4)).build();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();

      assertThrows(
          BackendUnavailableException.class,
          () -> open("amqp://127.0.0.1:" + silent.getLocalPort(), config));

      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      // The client gives each half of the exchange half of the time.
      assertTrue(millis >= 1_900, () -> millis + " ms, as by the default of 1 s");
    }
  }
}
