package io.tasks4j.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.codec.EncryptingCodec;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.worker.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors about payloads name members and types, and show nothing of what stood there. */
class JsonFailureTest {
  private static final String CARD = "CARD-4111-1111";

  enum Size {
    SMALL
  }

  record Pay(int amount) {}

  record Order(List<Pay> parts, Map<String, Pay> byName) {}

  record Kinds(Size size, UUID id, Instant at, boolean on, Map<Integer, String> byNumber) {}

  record Checked(String text) {
    Checked {
      if (text.startsWith("CARD")) {
        throw new IllegalArgumentException("no such card: " + text);
      }
    }
  }

  static final class Open {
    @JsonAnySetter
    void any(String name, Pay value) {}
  }

  record Scalar(String text) {
    @JsonCreator
    static Scalar of(String text) {
      if (text.startsWith("CARD")) {
        throw new IllegalStateException("no: " + text);
      }
      return new Scalar(text);
    }
  }

  static Stream<List<Object>> unreadable() {
    return Stream.of(
        List.of(Pay.class, "{'amount':'CARD-4111-1111'}", "member 'amount' is no int"),
        List.of(Pay.class, "'CARD-4111-1111'", "it is "),
        List.of(Pay.class, "CARD-4111-1111", "it is no JSON"),
        List.of(Pay.class, "{'amount':CARD-4111-1111}", "is no JSON"),
        List.of(Pay.class, "['CARD-4111-1111']", "it is no "),
        List.of(
            Order.class, "{'parts':[{},{'amount':'CARD-4111-1111'}]}", "member 'parts[1].amount'"),
        List.of(
            Order.class,
            "{'byName':{'CARD-4111-1111':{'amount':'x'}}}",
            "member 'byName[*].amount' is no int"),
        List.of(Kinds.class, "{'size':'CARD-4111-1111'}", "member 'size' is no "),
        List.of(Kinds.class, "{'id':'CARD-4111-1111'}", "member 'id' is no java.util.UUID"),
        List.of(Kinds.class, "{'at':'CARD-4111-1111'}", "member 'at' is no java.time.Instant"),
        List.of(Kinds.class, "{'on':'CARD-4111-1111'}", "member 'on' is no boolean"),
        List.of(
            Kinds.class,
            "{'byNumber':{'CARD-4111-1111':'x'}}",
            "member 'byNumber' is no java.lang.Integer"),
        List.of(
            Checked.class, "{'text':'CARD-4111-1111'}", "java.lang.IllegalArgumentException at "),
        List.of(Scalar.class, "'CARD-4111-1111'", "it is no "),
        List.of(Open.class, "{'CARD-4111-1111':{'amount':'x'}}", "member '[*].amount' is no int"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void what_cannot_be_read_is_named_by_its_member_and_shown_nowhere(List<Object> row) {
    byte[] json = ((String) row.get(1)).replace('\'', '"').getBytes(StandardCharsets.UTF_8);

    var plain =
        assertThrows(
            TaskSerializationException.class,
            () -> new JacksonCodec().decode(json, (Type) row.get(0)));

    assertTrue(plain.getMessage().contains((String) row.get(2)), plain::getMessage);
    assertHidden(plain);
  }

  public static final class Secretive {
    private String card = CARD;

    public String getCard() {
      if (card.startsWith("CARD")) {
        throw new IllegalStateException("no card " + card);
      }
      return card;
    }

    public void setCard(String text) {
      card = text;
    }
  }

  @Test
  void what_cannot_be_written_shows_no_key_of_a_map_and_no_message_of_a_getter() {
    Map<String, Secretive> values = new LinkedHashMap<>();
    values.put(CARD, new Secretive());
    EncryptingCodec encrypting = EncryptingCodec.over(new JacksonCodec(), "k", new byte[16]);

    for (PayloadCodec codec : List.of(new JacksonCodec(), encrypting)) {
      var failed =
          assertThrows(
              TaskSerializationException.class, () -> codec.encode(values, Map.class, "t"));
      assertTrue(failed.getMessage().contains("[*].card"), failed::getMessage);
      assertTrue(failed.getMessage().contains("Secretive.getCard"), failed::getMessage);
      assertHidden(failed);
    }
  }

  @Test
  void what_a_foreign_codec_says_is_not_repeated_by_an_encrypting_one() {
    PayloadCodec foreign =
        new PayloadCodec() {
          @Override
          public String contentType() {
            return "text/plain";
          }

          @Override
          public byte[] encode(Object value, Type type) {
            throw new TaskSerializationException("no: " + value, null);
          }

          @Override
          public Object decode(byte[] bytes, Type type) {
            throw new AssertionError();
          }
        };

    assertHidden(
        assertThrows(
            TaskSerializationException.class,
            () ->
                EncryptingCodec.over(foreign, "k", new byte[16]).encode(CARD, String.class, "t")));
  }

  @Test
  void an_envelope_that_is_none_is_not_quoted() {
    for (String json : List.of(CARD, "{\"payload\":" + CARD, "{\"" + CARD + "\":{{")) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      assertHidden(
          assertThrows(TaskSerializationException.class, () -> MessageCodec.decode(bytes)));
      assertHidden(
          assertThrows(TaskSerializationException.class, () -> MessageCodec.decodeError(bytes)));
    }
  }

  @Test
  void the_stored_error_of_a_task_shows_no_value() {
    TaskType<Map<?, ?>, Void> producer = TaskType.<Map<?, ?>>of("pay", type(Map.class));
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue)
                .register(Task.of(TaskType.of("pay", Pay.class), (pay, context) -> null))
                .start()) {
      TaskHandle<Void> handle = queue.enqueue(producer, Map.of("amount", CARD));

      assertThrows(TaskExecutionException.class, () -> handle.await(Duration.ofSeconds(20)));
      TaskError error = queue.admin().find(handle.id()).flatMap(TaskMetadata::error).orElseThrow();
      assertEquals(TaskError.Reason.SERIALIZATION, error.reason());
      assertTrue(error.message().contains("member 'amount' is no int"), error::message);
      assertFalse((error.message() + error.stackTrace()).contains("4111"), error::stackTrace);
    }
  }

  @SuppressWarnings("unchecked")
  private static Class<Map<?, ?>> type(Class<?> raw) {
    return (Class<Map<?, ?>>) raw;
  }

  private static void assertHidden(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains("4111"), trace::toString);
    assertFalse(trace.toString().contains("CARD"), trace::toString);
  }
}
