package io.tasks4j.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Envelopes and errors of any writer: read, or refused by one type, at a bounded cost. */
class EnvelopeFuzzTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final TaskId ID = TaskId.derived("x");

  private static final List<String> ENVELOPES =
      List.of(
          text(
              message()
                  .queue("images")
                  .headers(Map.of("trace", "00-ab"))
                  .due(Optional.of(new When.After(Duration.ofSeconds(5))))
                  .expiry(Optional.of(new When.At(NOW)))
                  .timeout(Optional.of(Duration.ofSeconds(30)))
                  .retry(RetryStrategy.none().retryOn(RuntimeException.class))
                  .unique(Optional.of(UniqueKey.within("cat", Duration.ofHours(1))))
                  .exclusive(Optional.of("k"))
                  .extras(Map.of("later", "{\"a\":[1,2.50,null]}"))
                  .build()),
          text(
              message()
                  .join(Optional.of(Join.of(3).tolerating(1).input(Join.Input.ALL)))
                  .dependants(List.of(Dependant.of(ID, "default", 1)))
                  .part(
                      Optional.of(
                          new CompositionPart(ID, CompositionPart.Kind.CHAIN, "step", 0, 2)))
                  .build()));

  @Test
  void any_envelope_is_read_or_refused_and_what_is_read_can_be_written_and_read_again() {
    int[] read = new int[1];
    Fuzz.run(
        random -> {
          byte[] bytes = bytes(Fuzz.pick(ENVELOPES, random), random);
          Fuzz.bounded(
              bytes.length,
              () -> {
                TaskMessage message;
                try {
                  message = MessageCodec.decode(bytes);
                } catch (TaskSerializationException refused) {
                  return;
                }
                read[0]++;
                assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
              });
        });
    assertTrue(read[0] > 0, "some change nothing that counts");
  }

  @Test
  void any_error_is_read_or_refused_and_what_is_read_can_be_written_and_read_again() {
    String error =
        new String(
            MessageCodec.encodeError(
                TaskError.of(TaskError.Reason.TIMEOUT, new Exception("no"), 2, NOW)),
            UTF_8);
    Fuzz.run(
        random -> {
          byte[] bytes = bytes(error, random);
          Fuzz.bounded(
              bytes.length,
              () -> {
                TaskError read;
                try {
                  read = MessageCodec.decodeError(bytes);
                } catch (TaskSerializationException refused) {
                  return;
                }
                assertEquals(read, MessageCodec.decodeError(MessageCodec.encodeError(read)));
              });
        });
  }

  @Test
  void members_that_are_not_known_keep_numbers_of_any_size_to_the_last_digit() {
    for (String number : List.of("1E+999999999", "0.10000000000000000000000000001", "1e400")) {
      String json = text(message().build()).replace("\"id\"", "\"n\":" + number + ",\"id\"");

      TaskMessage message = MessageCodec.decode(json.getBytes(UTF_8));

      assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
      assertEquals(
          0,
          new java.math.BigDecimal(number)
              .compareTo(new java.math.BigDecimal(message.extras().get("n"))));
    }
  }

  @Test
  void of_a_member_that_comes_twice_the_last_counts() {
    String json = text(message().build()).replace("\"payload\"", "\"queue\":\"b\",\"payload\"");

    assertEquals("b", MessageCodec.decode(json.getBytes(UTF_8)).queue());
  }

  @Test
  void half_a_surrogate_pair_is_refused_by_name() {
    for (String member :
        List.of(
            "\"headers\":{\"h\":\"\\ud800\"}",
            "\"headers\":{\"\\udc00\":\"h\"}",
            "\"exclusive\":\"a\\ud800b\"",
            "\"unique\":{\"key\":\"\\ud800\"}",
            "\"retry\":{\"retryOn\":[\"\\ud800\"]}",
            "\"\\udc00\":1")) {
      String json = text(message().build()).replace("\"id\"", member + ",\"id\"");

      var e =
          assertThrows(
              TaskSerializationException.class, () -> MessageCodec.decode(json.getBytes(UTF_8)));

      assertTrue(e.getMessage().contains("surrogate"), e.getMessage());
    }
  }

  /** Together they are longer than any text can be. */
  @Test
  void an_error_with_five_hundred_causes_of_five_million_characters_is_described() {
    String message = "x".repeat(5_000_000);
    Exception chain = new Exception(message);
    for (int i = 0; i < 500; i++) {
      chain = new Exception(message, chain);
    }

    TaskError error = TaskError.of(TaskError.Reason.EXECUTION, chain, 1, NOW);

    assertEquals("x".repeat(TaskError.MAX_MESSAGE - 1) + "…", error.message());
    assertEquals(TaskError.MAX_TRACE, error.stackTrace().length());
    assertEquals(error, MessageCodec.decodeError(MessageCodec.encodeError(error)));
  }

  private static byte[] bytes(String json, SplittableRandom random) {
    byte[] bytes = Fuzz.likeJson(json, random).getBytes(UTF_8);
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String text(TaskMessage message) {
    return new String(MessageCodec.encode(message), UTF_8);
  }

  private static TaskMessage.Builder message() {
    return TaskMessage.builder(ID, "images.resize", Payload.json("{\"a\":1}"), NOW);
  }
}
