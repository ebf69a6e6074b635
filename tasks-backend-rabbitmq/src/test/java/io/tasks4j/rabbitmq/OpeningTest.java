package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.depth;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.idsOf;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.GetResponse;
import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.backend.dummy.DummyBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses, settings, and brokers that are not as they should be. */
class OpeningTest {
  private static TaskBackend open(RabbitMqConfig config) {
    return RabbitMqBackend.open(TestRabbit.address(), config, new MemoryBackend());
  }

  private static RabbitMqAddress parse(String address) {
    return RabbitMqAddress.from(BackendUri.parse(address));
  }

  @Test
  void an_address_has_the_defaults_of_the_protocol() {
    assertEquals(new RabbitMqAddress(false, "h", 5672, "guest", "guest", "/"), parse("amqp://h"));
    assertEquals(
        new RabbitMqAddress(true, "h", 5671, "u", "p@+ss", "my/host"),
        parse("amqps://u:p%40+ss@h/my%2Fhost"));
    assertEquals("::1", parse("amqp://[::1]:99").host());
  }

  @Test
  void a_slash_alone_is_the_vhost_of_that_name_and_not_the_empty_one() {
    assertEquals("/", parse("amqp://h/").vhost());
    assertEquals("/", parse("amqp://h:5672").vhost());
    assertEquals("/", parse("amqp://h/%2F").vhost());
  }

  @ParameterizedTest
  @CsvSource({"amqp:h", "amqp://", "amqp://secret@h", "amqp://u:secret@h:x", "amqp://h/a/b"})
  void a_wrong_address_is_refused_without_telling_the_password(String address) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> parse(address));

    assertTrue(e.getMessage().contains("amqp://user:password@host:5672"), e.getMessage());
    assertFalse(e.getMessage().contains("secret"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "prefetchCount=-1",
    "prefetchCount=1001",
    "maxUnconfirmed=0",
    "maxMessageBytes=1023",
    "queueType=stream",
    "deliveryMode=2",
    "passive=yes",
    "confirmTimeout=0s",
    "connectTimeout=2h",
    "transitTimeout=0s",
    "heartbeat=1500ms",
    "queueName=amq.mine",
    "maxDeliveries=0",
    "nosuch=1"
  })
  void a_wrong_setting_is_refused_by_its_name(String setting) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TaskBackends.open(TestRabbit.uri() + "?store=memory:&" + setting));

    assertTrue(e.getMessage().contains(setting.substring(0, setting.indexOf('='))), e::getMessage);
  }

  @Test
  void the_address_of_a_store_and_what_all_stores_share_go_to_the_store() {
    try (TaskBackend backend =
        TaskBackends.open(
            TestRabbit.uri()
                + "?queueName="
                + TestRabbit.config().queueName().replace("{", "%7B").replace("}", "%7D")
                + "&store=memory:&maxDeliveries=1")) {
      backend.enqueue(tasks(1));

      assertTrue(claim(backend, 1).get(0).attempt() == 1);
    }
  }

  @Test
  void a_store_that_cannot_start_tasks_early_is_refused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                RabbitMqBackend.open(
                    TestRabbit.address(), TestRabbit.config(), new DummyBackend()));

    assertTrue(e.getMessage().contains("DummyBackend"), e::getMessage);
  }

  @Test
  void wrong_credentials_are_said_to_be_wrong_and_not_shown() {
    RabbitMqAddress right = TestRabbit.address();
    RabbitMqAddress wrong =
        new RabbitMqAddress(
            right.tls(), right.host(), right.port(), right.user(), "s3cret!", right.vhost());

    BackendException e =
        assertThrows(
            BackendException.class,
            () -> RabbitMqBackend.open(wrong, TestRabbit.config(), new MemoryBackend()));

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("refuses user '" + right.user() + "'"), e::getMessage);
    StringWriter all = new StringWriter();
    e.printStackTrace(new PrintWriter(all));
    assertFalse(all.toString().contains("s3cret!"));
    assertFalse(wrong.toString().contains("s3cret!"));
  }

  @Test
  void a_vhost_that_is_not_there_is_named() {
    RabbitMqAddress right = TestRabbit.address();
    RabbitMqAddress wrong =
        new RabbitMqAddress(
            right.tls(), right.host(), right.port(), right.user(), right.password(), "nowhere");

    BackendException e =
        assertThrows(
            BackendException.class,
            () -> RabbitMqBackend.open(wrong, TestRabbit.config(), new MemoryBackend()));

    assertFalse(e instanceof BackendUnavailableException, e::toString);
    assertTrue(e.getMessage().contains("vhost 'nowhere'"), e::getMessage);
  }

  @Test
  void a_broker_that_is_not_there_is_said_to_be_away() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThrows(
        BackendUnavailableException.class,
        () ->
            RabbitMqBackend.open(
                "amqp://127.0.0.1:" + port, TestRabbit.config(), new MemoryBackend()));
  }

  @Test
  void a_queue_with_other_arguments_is_an_error_and_nothing_is_enqueued() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    atBroker(
        TestRabbit.uri(),
        channel ->
            channel.queueDeclare(config.brokerQueue("default"), true, false, false, Map.of()));
    TaskMessage task = task();
    try (TaskBackend backend = open(config)) {
      BackendException e =
          assertThrows(BackendException.class, () -> backend.enqueue(List.of(task)));

      assertTrue(e.getMessage().contains("x-max-priority"), e::getMessage);
      assertEquals(Optional.empty(), backend.admin().find(task.id()));
    }
    try (TaskBackend backend = open(config.toBuilder().passive(true).build())) {
      backend.enqueue(List.of(task));
      assertEquals(List.of(task.id()), ids(claim(backend, 1)));
    }
  }

  @Test
  void passive_declares_nothing_and_says_what_is_missing() {
    try (TaskBackend backend = open(TestRabbit.config().toBuilder().passive(true).build())) {
      BackendException e = assertThrows(BackendException.class, () -> backend.enqueue(tasks(1)));

      assertTrue(e.getMessage().contains("no such queue"), e::getMessage);
    }
  }

  @Test
  void an_unroutable_task_is_refused_and_not_kept() throws Exception {
    String exchange = TestRabbit.config().brokerQueue("exchange");
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().exchange(exchange).passive(true).build();
    atBroker(
        TestRabbit.uri(),
        channel -> {
          channel.exchangeDeclare(exchange, "direct", false, true, Map.of());
          channel.queueDeclare(config.brokerQueue("default"), true, false, false, Map.of());
        });
    List<TaskMessage> tasks = tasks(3);
    try (TaskBackend backend = open(config)) {
      BackendException e = assertThrows(BackendException.class, () -> backend.enqueue(tasks));

      assertTrue(e.getMessage().contains("routing key"), e::getMessage);
      assertEquals(List.of(), backend.admin().list(TaskQuery.all()));
      assertEquals(Map.of(), backend.admin().stats());
    }
  }

  @Test
  void an_exchange_and_a_routing_key_lead_to_the_queue() throws Exception {
    String exchange = TestRabbit.config().brokerQueue("exchange");
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().exchange(exchange).routingKey("key.{queue}").build();
    TaskMessage mine = task();
    TaskMessage theirs = task();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(mine));
      // Another producer: it knows the envelope, and nothing of the store.
      atBroker(
          TestRabbit.uri(),
          channel ->
              channel.basicPublish(exchange, "key.default", null, MessageCodec.encode(theirs)));

      assertEquals(idsOf(List.of(mine, theirs)), ids(claim(backend, 5)));
      assertEquals(TaskStatus.RUNNING, backend.admin().find(theirs.id()).get().status());
    }
  }

  @Test
  void a_foreign_message_is_a_dead_letter_with_its_bytes_and_blocks_nobody() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    byte[] bytes = {0, 1, (byte) 0xFF, '{'};
    TaskMessage task = task();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(task));
      atBroker(
          TestRabbit.uri(),
          channel -> channel.basicPublish("", config.brokerQueue("default"), null, bytes));

      assertEquals(List.of(task.id()), ids(claim(backend, 5)));

      TaskMetadata dead = backend.admin().list(TaskQuery.of(TaskStatus.FAILURE)).get(0);
      org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, dead.message().payload().bytes());
      assertEquals("tasks4j.foreign", dead.message().queue());
      assertTrue(dead.error().get().message().contains(config.brokerQueue("default")));
    }
    assertEquals(0, depth(TestRabbit.uri(), config.brokerQueue("default")));
  }

  @Test
  void messages_are_as_the_settings_say() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().deliveryMode(RabbitMqConfig.DeliveryMode.TRANSIENT).build();
    TaskMessage task = Fixtures.message().priority(7).build();
    try (TaskBackend backend = open(config);
        TaskBackend durable =
            open(config.toBuilder().deliveryMode(RabbitMqConfig.DeliveryMode.PERSISTENT).build())) {
      backend.enqueue(List.of(task));
      durable.enqueue(List.of(Fixtures.message().priority(6).build()));

      atBroker(
          TestRabbit.uri(),
          channel -> {
            GetResponse got = channel.basicGet(config.brokerQueue("default"), true);
            assertEquals(1, got.getProps().getDeliveryMode());
            assertEquals(7, got.getProps().getPriority());
            assertEquals(task.id().toString(), got.getProps().getMessageId());
            assertEquals(task, MessageCodec.decode(got.getBody()));
            assertEquals(
                2,
                channel.basicGet(config.brokerQueue("default"), true).getProps().getDeliveryMode());
          });
    }
  }

  @Test
  void one_queue_of_the_broker_can_carry_several_of_tasks() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().queueName(TestRabbit.config().brokerQueue("all")).build();
    TaskMessage other = Fixtures.message().queue("other").build();
    TaskMessage task = task();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(other, task));

      assertEquals(2, depth(TestRabbit.uri(), config.queueName()));
      assertEquals(List.of(task.id()), ids(claim(backend, 5)));
      assertEquals(
          List.of(other.id()),
          ids(backend.claim(Fixtures.request().queues(List.of("other"))).claims()));
    }
  }

  @Test
  void a_claim_takes_what_it_asks_for_and_the_prefetch_count_and_no_more() throws Exception {
    RabbitMqConfig config = TestRabbit.config().toBuilder().prefetchCount(3).build();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(tasks(20));

      assertEquals(2, claim(backend, 2).size());

      assertEquals(15, depth(TestRabbit.uri(), config.brokerQueue("default")));
      // The three that were taken ahead are in the store, and are not taken again.
      assertEquals(2, claim(backend, 2).size());
      assertEquals(13, depth(TestRabbit.uri(), config.brokerQueue("default")));
    }
  }

  @Test
  void a_quorum_queue_keeps_priorities_through_the_store() throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().queueType(RabbitMqConfig.QueueType.QUORUM).build();
    TaskMessage low = Fixtures.message().priority(1).build();
    TaskMessage middle = task();
    TaskMessage high = Fixtures.message().priority(9).build();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(low, middle, high));
      // The others are in the store alone. A quorum queue confirms before it hands out.
      await().until(() -> depth(TestRabbit.uri(), config.brokerQueue("default")) == 1);

      assertEquals(idsOf(List.of(high, middle, low)), ids(claim(backend, 5)));
    }
  }

  @Test
  void a_task_whose_message_does_not_arrive_is_handed_out_after_the_transit_timeout()
      throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().transitTimeout(Duration.ofMillis(300)).build();
    TaskMessage task = task();
    try (TaskBackend backend = open(config)) {
      long begin = System.nanoTime();
      backend.enqueue(List.of(task));
      atBroker(TestRabbit.uri(), channel -> channel.queuePurge(config.brokerQueue("default")));

      assertEquals(
          List.of(task.id()),
          ids(backend.claim(Fixtures.request().maxWait(Fixtures.PATIENCE)).claims()));
      assertTrue(System.nanoTime() - begin >= config.transitTimeout().toNanos());
    }
  }

  @Test
  void tasks_at_the_broker_outlive_the_loss_of_the_store() {
    RabbitMqConfig config = TestRabbit.config();
    List<TaskMessage> tasks = tasks(5);
    try (TaskBackend backend = open(config)) {
      backend.enqueue(tasks);
      assertTrue(backend.admin().purge(tasks.get(4).id()));
    }

    // Another memory is a store that knows nothing.
    try (TaskBackend backend = open(config)) {
      assertEquals(idsOf(tasks), ids(claim(backend, 10)));
    }
  }
}
