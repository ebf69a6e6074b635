package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.depth;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.tck.Hostile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of other producers: each becomes a task or a dead letter, and none comes for ever. */
class HostileMessagesTest {
  private static final int MESSAGES = Integer.getInteger("tasks4j.fuzz.tries", 300);
  private static final long SEED = Long.getLong("tasks4j.fuzz.seed", 42);

  @TempDir Path folder;

  @Test
  void any_message_is_a_task_or_a_dead_letter_and_holds_up_no_other() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    String queue = config.brokerQueue("default");
    SplittableRandom random = new SplittableRandom(SEED);
    TaskMessage before = task();
    TaskMessage behind =
        TaskMessage.builder(TaskId.next(), "last", before.payload(), before.enqueuedAt())
            .priority(0)
            .build();
    Set<TaskId> seen = new HashSet<>();
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(before));
      atBroker(
          TestRabbit.uri(),
          channel -> {
            for (int i = 0; i < MESSAGES; i++) {
              String like = new String(MessageCodec.encode(task()), UTF_8);
              byte[] body =
                  random.nextInt(3) == 0 ? Hostile.bytes(random) : Hostile.like(like, random);
              channel.basicPublish("", queue, properties(random), body);
            }
          });
      backend.enqueue(List.of(behind));
      work(backend, seen, queue);
    }
    // The broker counts what it has sent and was not told of only when the one that has it is gone;
    // and what has just come is not in the store yet.
    Set<TaskId> ours = Set.of(before.id(), behind.id());
    for (int i = 0;
        i < MESSAGES && (depth(TestRabbit.uri(), queue) > 0 || !seen.containsAll(ours));
        i++) {
      try (TaskBackend backend = open(config)) {
        work(backend, seen, queue);
      }
    }

    assertEquals(0, depth(TestRabbit.uri(), queue));
    assertTrue(seen.containsAll(ours));
  }

  @Test
  void a_message_that_is_too_large_is_a_dead_letter_with_its_beginning() throws Exception {
    RabbitMqConfig config = TestRabbit.config().toBuilder().maxMessageBytes(100_000).build();
    String queue = config.brokerQueue("default");
    TaskMessage fits = task();
    TaskMessage large =
        TaskMessage.builder(TaskId.next(), "large", Payload.json("x".repeat(99_990)), Instant.EPOCH)
            .build();
    // More than the broker's client takes by default.
    byte[] huge = new byte[65 << 20];
    huge[1] = 1;
    try (TaskBackend backend = open(config)) {
      atBroker(
          TestRabbit.uri(),
          channel -> {
            channel.queueDeclare(queue, true, false, false, Map.of("x-max-priority", 9));
            channel.basicPublish("", queue, null, huge);
            channel.basicPublish("", queue, null, MessageCodec.encode(large));
            channel.basicPublish("", queue, null, MessageCodec.encode(fits));
          });

      assertEquals(
          List.of(fits.id()), ids(backend.claim(request().max(5).maxWait(PATIENCE)).claims()));

      List<TaskMetadata> dead = backend.admin().list(TaskQuery.of(TaskStatus.FAILURE));
      assertEquals(2, dead.size());
      for (TaskMetadata each : dead) {
        assertEquals(64 << 10, each.message().payload().size());
        String why = each.error().orElseThrow().message();
        assertTrue(
            why.contains("too large, with " + each.message().headers().get("bytes")), () -> why);
      }
      assertTrue(
          dead.stream().anyMatch(d -> d.message().headers().get("bytes").equals("" + (65 << 20))));
    }
    assertEquals(0, depth(TestRabbit.uri(), queue));
  }

  @Test
  void a_task_of_a_version_that_is_not_known_is_a_dead_letter_that_says_so() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    TaskMessage task = task();
    String newer = new String(MessageCodec.encode(task), UTF_8).replace("\"v\":1", "\"v\":2");
    try (TaskBackend backend = open(config)) {
      Object ignored = backend.claim(request());
      atBroker(
          TestRabbit.uri(),
          channel ->
              channel.basicPublish(
                  "",
                  config.brokerQueue("default"),
                  DeliveryStore.properties(task, config),
                  newer.getBytes(UTF_8)));

      TaskMetadata dead =
          Fixtures.await()
              .until(
                  () -> {
                    assertEquals(List.of(), backend.claim(request()).claims());
                    return backend.admin().list(TaskQuery.deadLetters());
                  },
                  letters -> letters.size() == 1)
              .get(0);

      assertEquals(DeliveryStore.FOREIGN, dead.message().queue());
      assertEquals(newer, dead.message().payload().text());
      String why = dead.error().orElseThrow().message();
      assertTrue(why.endsWith("version 1 to 1, but found 2)"), why);
    }
  }

  private TaskBackend open(RabbitMqConfig config) {
    return RabbitMqBackend.open(
        TestRabbit.address(), config, SqliteBackend.open(folder.resolve("tasks.db")));
  }

  /** Until nothing comes and the broker has nothing more; what it takes back comes behind. */
  private static void work(TaskBackend backend, Set<TaskId> seen, String queue) throws Exception {
    boolean idle = false;
    for (int i = 0; i < 10 * MESSAGES && !idle; i++) {
      List<Claim> claims =
          backend.claim(request().max(50).maxWait(Duration.ofMillis(200))).claims();
      seen.addAll(ids(claims));
      backend.settle(claims.stream().map(c -> Settlement.of(c, Fixtures.SUCCESS)).toList());
      idle = claims.isEmpty() && depth(TestRabbit.uri(), queue) == 0;
    }
  }

  @Test
  void of_a_message_that_is_too_large_no_more_is_kept_than_is_allowed() throws Exception {
    RabbitMqConfig config = TestRabbit.config().toBuilder().maxMessageBytes(2_000).build();
    byte[] large = "x".repeat(3_000).getBytes(UTF_8);
    try (TaskBackend backend = open(config)) {
      backend.enqueue(List.of(task()));
      atBroker(
          TestRabbit.uri(),
          channel -> channel.basicPublish("", config.brokerQueue("default"), null, large));
      Fixtures.await()
          .until(
              () -> {
                Object ignored = backend.claim(request().max(5));
                return !backend.admin().list(TaskQuery.of(TaskStatus.FAILURE)).isEmpty();
              });

      TaskMetadata dead = backend.admin().list(TaskQuery.of(TaskStatus.FAILURE)).get(0);
      assertEquals(
          Payload.of("x".repeat(2_000).getBytes(UTF_8), "application/octet-stream"),
          dead.message().payload());
    }
  }

  /** None, those of a task, or what the protocol allows besides. */
  private static AMQP.BasicProperties properties(SplittableRandom random) {
    AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
    if (random.nextBoolean()) {
      properties.appId(random.nextBoolean() ? "tasks4j/default" : brief(random));
      properties.messageId(random.nextBoolean() ? TaskId.next().toString() : brief(random));
    }
    if (random.nextBoolean()) {
      properties.contentType(brief(random)).priority(random.nextInt(256));
    }
    return properties.build();
  }

  /** The protocol has room for 255 bytes. */
  private static String brief(SplittableRandom random) {
    String text = Hostile.text(random);
    return text.substring(0, Math.min(60, text.length()));
  }
}
