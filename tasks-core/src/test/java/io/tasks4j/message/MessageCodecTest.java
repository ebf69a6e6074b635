package io.tasks4j.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.retry.RetryStrategy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  @Test
  void a_message_with_everything_comes_back_equal() {
    TaskMessage message =
        message(Payload.json("{\"path\":\"cat.jpg\"}"))
            .queue("images")
            .priority(9)
            .headers(Map.of("trace", "00-ab", "user", "Ada"))
            .due(Optional.of(new When.After(Duration.ofSeconds(5))))
            .expiry(Optional.of(new When.At(NOW.plusSeconds(60))))
            .timeout(Optional.of(Duration.ofSeconds(30)))
            .retry(RetryStrategy.fixedDelay(Duration.ofSeconds(2)).retryOn(RuntimeException.class))
            .unique(Optional.of(UniqueKey.within("cat", Duration.ofHours(1))))
            .build();

    assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
  }

  @Property
  void any_bytes_come_back_the_same(@ForAll byte[] bytes) {
    TaskMessage message = message(Payload.of(bytes, "application/octet-stream")).build();

    TaskMessage back = MessageCodec.decode(MessageCodec.encode(message));

    assertArrayEquals(bytes, back.payload().bytes());
    assertEquals(message, back);
  }

  @Property
  void any_text_comes_back_the_same(@ForAll String text) {
    TaskMessage message =
        message(Payload.json(text)).headers(Map.of("h", wellFormed(text))).build();

    assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
  }

  @Test
  void members_that_are_not_known_survive() {
    String json =
        "{\"v\":1,\"future\":{\"deep\":[1,null,\"x\"]},\"id\":\""
            + TaskId.derived("x")
            + "\",\"name\":\"t\",\"payload\":\"1\",\"flag\":true}";

    TaskMessage message = MessageCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    String again = new String(MessageCodec.encode(message), StandardCharsets.UTF_8);

    assertEquals(Map.of("future", "{\"deep\":[1,null,\"x\"]}", "flag", "true"), message.extras());
    assertTrue(again.contains("\"future\":{\"deep\":[1,null,\"x\"]}"), again);
    assertEquals(message, MessageCodec.decode(again.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void what_is_no_message_is_refused_with_a_reason() {
    refused("", "expected an object");
    refused("[]", "expected an object");
    refused("{\"v\":2}", "expected version 1 to 1");
    refused("{\"v\":1,\"name\":\"t\",\"payload\":\"\"}", "'id' is missing");
    refused("{\"v\":1,\"id\":\"x\",\"name\":\"t\",\"payload\":\"\"}", "a task id is a UUID");
    refused("{\"v\":1,\"due\":7}", "expected due and expiry as objects");
    refused("{\"v\":1,\"priority\":99999999999}", "no task message");
    refused("{\"v\":1", "no task message");
    refused("{\"v\":1,\"payload\":{\"a\":1}}", "'payload' as text");
    refused("{\"v\":1,\"queue\":null}", "'queue' as text");
    refused("{\"v\":1,\"priority\":\"5\"}", "'priority' as a whole number");
    refused("{\"v\":1,\"headers\":{\"a\":1}}", "'a' as text");
    refused("{\"v\":1,\"timeout\":-1}", "timeout must be");
    refused("{\"v\":1,\"retry\":{\"retryOn\":[1]}}", "class names as text");
    String whole = new String(MessageCodec.encode(message(Payload.json("1")).build()), UTF_8);
    refused(whole + "{}", "nothing after the message");
  }

  @Property
  void garbage_is_never_a_message_and_throws_nothing_else(@ForAll byte[] garbage) {
    assertThrows(TaskSerializationException.class, () -> MessageCodec.decode(garbage));
  }

  /** Random bytes can spell <code>{}</code>, which is an error that says nothing. */
  @Property
  void garbage_is_an_error_or_refused(@ForAll byte[] garbage) {
    try {
      assertNotNull(MessageCodec.decodeError(garbage));
    } catch (TaskSerializationException refused) {
      assertNotNull(refused.getMessage());
    }
  }

  @Test
  void an_empty_object_is_an_error_that_says_nothing() {
    TaskError error = MessageCodec.decodeError("{}".getBytes(UTF_8));

    assertEquals(TaskError.Reason.EXECUTION, error.reason());
    assertEquals("", error.message());
    assertEquals(1, error.attempt());
  }

  @Test
  void an_error_comes_back_equal_and_bounded() {
    Exception deep = new IllegalStateException("x".repeat(100_000), new Exception("cause"));
    TaskError error = TaskError.of(TaskError.Reason.MAX_RETRIES, deep, 4, NOW);

    assertEquals(error, MessageCodec.decodeError(MessageCodec.encodeError(error)));
    assertEquals(TaskError.MAX_MESSAGE, error.message().length());
    assertTrue(error.stackTrace().length() <= TaskError.MAX_TRACE);
  }

  private static TaskMessage.Builder message(Payload payload) {
    return TaskMessage.builder(TaskId.derived("x"), "images.resize", payload, NOW);
  }

  private static void refused(String json, String reason) {
    var e =
        assertThrows(
            TaskSerializationException.class,
            () -> MessageCodec.decode(json.getBytes(StandardCharsets.UTF_8)));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** Half a surrogate pair is no character, and has no UTF-8 form. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
