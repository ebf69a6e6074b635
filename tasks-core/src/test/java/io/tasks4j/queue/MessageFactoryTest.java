package io.tasks4j.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Capability;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.retry.RetryStrategy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageFactoryTest {
  private static final Set<Capability> CAPABILITIES = EnumSet.allOf(Capability.class);
  private static final TaskType<String, Void> PLAIN = TaskType.of("t", String.class);

  @Test
  void without_any_option_the_librarys_defaults_hold() {
    TaskMessage m = create(QueueConfig.create(), PLAIN, TaskOptions.defaults());

    assertEquals("default", m.queue());
    assertEquals(5, m.priority());
    assertEquals(RetryStrategy.defaults(), m.retry());
    assertTrue(m.due().isEmpty() && m.expiry().isEmpty() && m.timeout().isEmpty());
  }

  @Test
  void call_over_type_over_queue_over_configuration() {
    QueueConfig config =
        QueueConfig.create()
            .name("q")
            .maxRetries(1)
            .defaults(
                QueueConfig.create()
                    .name("q")
                    .maxRetries(1)
                    .defaults()
                    .priority(1)
                    .timeout(Duration.ofSeconds(1))
                    .header("from", "configuration"))
            .defaultsFor("q", TaskOptions.defaults().priority(2).timeout(Duration.ofSeconds(2)));
    TaskType<String, Void> type = PLAIN.withDefaults(TaskOptions.defaults().priority(3));

    assertEquals(4, create(config, type, TaskOptions.defaults().priority(4)).priority());
    TaskMessage m = create(config, type, TaskOptions.defaults());
    assertEquals(3, m.priority());
    assertEquals(Duration.ofSeconds(2), m.timeout().orElseThrow());
    assertEquals("q", m.queue());
    assertEquals(1, m.retry().maxRetries());
    assertEquals(Map.of("from", "configuration"), m.headers());
    TaskMessage elsewhere = create(config, type, TaskOptions.defaults().queue("other"));
    assertEquals(Duration.ofSeconds(1), elsewhere.timeout().orElseThrow());
  }

  @Test
  void a_payload_is_null_only_where_its_type_is_void() {
    MessageFactory factory = new MessageFactory(QueueConfig.create(), CAPABILITIES);
    TaskType<Void, Void> none = TaskType.of("none", Void.class);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> factory.create(PLAIN, null, TaskOptions.defaults(), TaskId.next()));

    assertTrue(refused.getMessage().contains("'" + PLAIN.name() + "' is null"));
    assertEquals(
        "null",
        new String(
            factory.create(none, null, TaskOptions.defaults(), TaskId.next()).payload().bytes(),
            StandardCharsets.UTF_8));
  }

  @Test
  void a_payload_at_the_limit_passes_and_one_byte_more_is_refused() {
    QueueConfig config = QueueConfig.create().maxPayloadBytes(10);

    create(config, PLAIN, TaskOptions.defaults(), "12345678");
    var e =
        assertThrows(
            TaskSerializationException.class,
            () -> create(config, PLAIN, TaskOptions.defaults(), "123456789"));

    assertTrue(e.getMessage().contains("has 11 bytes, more than the 10 allowed"), e.getMessage());
  }

  @Test
  void headers_are_bounded_too() {
    TaskOptions full = TaskOptions.defaults().header("h", "x".repeat(16 * 1024 - 1));

    create(QueueConfig.create(), PLAIN, full);
    assertThrows(
        TaskSerializationException.class,
        () -> create(QueueConfig.create(), PLAIN, full.header("i", "")));
  }

  @Test
  void defaults_cannot_have_an_id_or_move_a_queue() {
    TaskOptions id = TaskOptions.defaults().id(TaskId.next());

    assertThrows(IllegalArgumentException.class, () -> PLAIN.withDefaults(id));
    assertThrows(IllegalArgumentException.class, () -> QueueConfig.create().defaults(id));
    assertThrows(
        IllegalArgumentException.class,
        () -> QueueConfig.create().defaultsFor("q", TaskOptions.defaults().queue("other")));
  }

  @Test
  void interceptors_see_every_message_in_order() {
    QueueConfig config =
        QueueConfig.create()
            .intercept(m -> m.toBuilder().headers(Map.of("trace", "1")).build())
            .intercept(
                m ->
                    m.toBuilder().headers(Map.of("trace", m.headers().get("trace") + "2")).build());

    assertEquals(Map.of("trace", "12"), create(config, PLAIN, TaskOptions.defaults()).headers());
  }

  @Test
  void an_interceptor_cannot_change_the_id() {
    QueueConfig config =
        QueueConfig.create()
            .intercept(
                m ->
                    TaskMessage.builder(TaskId.next(), m.name(), m.payload(), m.enqueuedAt())
                        .build());

    assertThrows(IllegalStateException.class, () -> create(config, PLAIN, TaskOptions.defaults()));
  }

  private static TaskMessage create(
      QueueConfig config, TaskType<String, Void> type, TaskOptions options) {
    return create(config, type, options, "p");
  }

  private static TaskMessage create(
      QueueConfig config, TaskType<String, Void> type, TaskOptions options, String payload) {
    return new MessageFactory(config, CAPABILITIES).create(type, payload, options, TaskId.next());
  }

  @Test
  void a_limit_for_payloads_that_could_not_be_read_again_is_refused() {
    QueueConfig config = QueueConfig.create();

    assertThrows(
        IllegalArgumentException.class, () -> config.maxPayloadBytes(64 * 1024 * 1024 + 1));
  }
}
