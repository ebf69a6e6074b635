package io.tasks4j.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptingCodecTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final byte[] OLD =
      "an old key of 32 bytes, no less!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW = "a new key of 16.".getBytes(StandardCharsets.US_ASCII);

  private final EncryptingCodec codec = EncryptingCodec.over(new JacksonCodec(), "old", OLD);

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void what_is_written_is_read_again_and_hides_its_content(int keyBytes) {
    EncryptingCodec any = EncryptingCodec.over(new JacksonCodec(), "k", new byte[keyBytes]);

    byte[] bytes = any.encode("a secret", String.class, "mail");

    assertEquals("a secret", any.decode(bytes, String.class, "mail"));
    assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("secret"));
    assertNull(any.decode(any.encode(null, String.class, "mail"), String.class, "mail"));
  }

  @Test
  void a_value_written_twice_looks_different() {
    assertFalse(
        Arrays.equals(codec.encode("x", String.class, "t"), codec.encode("x", String.class, "t")));
  }

  @Test
  void a_new_key_writes_and_the_old_one_still_reads() {
    byte[] before = codec.encode("x", String.class, "t");
    EncryptingCodec rotated =
        EncryptingCodec.over(new JacksonCodec(), "new", NEW).alsoReading("old", OLD);

    byte[] after = rotated.encode("y", String.class, "t");

    assertEquals("x", rotated.decode(before, String.class, "t"));
    assertEquals("y", rotated.decode(after, String.class, "t"));
    assertEquals("y", codec.alsoReading("new", NEW).decode(after, String.class, "t"));
    unreadable(codec, after, "t");
    unreadable(EncryptingCodec.over(new JacksonCodec(), "new", NEW), before, "t");
  }

  @Test
  void another_key_under_the_same_id_reads_nothing() {
    unreadable(
        EncryptingCodec.over(new JacksonCodec(), "old", NEW),
        codec.encode("x", String.class, "t"),
        "t");
  }

  @Test
  void every_flipped_bit_is_noticed() {
    byte[] bytes = codec.encode("a secret", String.class, "t");
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);

      unreadable(codec, changed, "t");
    }
  }

  @Test
  void whatever_is_cut_off_or_added_is_noticed() {
    byte[] bytes = codec.encode("a secret", String.class, "t");
    for (int length = 0; length < bytes.length; length++) {
      unreadable(codec, Arrays.copyOf(bytes, length), "t");
      unreadable(codec, Arrays.copyOfRange(bytes, bytes.length - length, bytes.length), "t");
    }
    unreadable(codec, Arrays.copyOf(bytes, bytes.length + 1), "t");
  }

  @Test
  void plain_bytes_are_refused() {
    unreadable(codec, "{\"a\": 1}".getBytes(StandardCharsets.UTF_8), "t");
  }

  @Test
  void a_value_cannot_be_moved_to_another_task_or_codec() {
    byte[] bytes = codec.encode("x", String.class, "payments.refund");

    unreadable(codec, bytes, "payments.charge");
    unreadable(codec, bytes, "");
    unreadable(EncryptingCodec.over(new OtherFormat(), "old", OLD), bytes, "payments.refund");
  }

  @Test
  void nothing_that_is_said_shows_a_key_or_the_content() {
    String said =
        ""
            + codec
            + assertThrows(
                TaskSerializationException.class,
                () -> codec.decode(codec.encode("a secret", String.class, "t"), Integer.class, "t"))
            + unreadable(codec, new byte[100], "t")
            + assertThrows(
                IllegalArgumentException.class,
                () -> codec.alsoReading("k", Arrays.copyOf(OLD, 31)))
            + assertThrows(IllegalArgumentException.class, () -> codec.alsoReading("old", OLD));

    for (String secret :
        List.of(
            "an old key",
            HexFormat.of().formatHex(OLD, 0, 8),
            Base64.getEncoder().encodeToString(OLD).substring(0, 8),
            Arrays.toString(OLD).substring(1, 20),
            "a secret")) {
      assertFalse(said.contains(secret), said);
    }
    assertTrue(codec.toString().contains("old"));
  }

  @Test
  void a_key_changed_by_its_owner_later_still_reads() {
    byte[] key = OLD.clone();
    EncryptingCodec mine = EncryptingCodec.over(new JacksonCodec(), "k", key);
    byte[] bytes = mine.encode("x", String.class, "t");

    Arrays.fill(key, (byte) 0);

    assertEquals("x", mine.decode(bytes, String.class, "t"));
  }

  @Test
  void tasks_chains_and_groups_run_on_encrypted_values() throws Exception {
    TaskType<String, String> shout = TaskType.of("shout", String.class, String.class);
    TaskType<String, Integer> count = TaskType.of("count", String.class, Integer.class);
    TaskType<List<Integer>, Integer> sum = TaskType.ofList("sum", Integer.class, Integer.class);
    try (TaskQueue queue = TaskQueue.open("memory:", QueueConfig.create().codec(codec));
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(shout, (text, context) -> text + "!"),
                    Task.of(count, (text, context) -> text.length()),
                    Task.of(sum, (all, context) -> all.stream().mapToInt(i -> i).sum()))
                .start()) {
      var one = queue.enqueue(shout, "hello");
      var chain = queue.enqueue(TaskChain.startWith(shout, "hello").then(count));
      var group = queue.enqueue(TaskGroup.of(count, List.of("a", "bb")).then(sum));
      var members = queue.enqueue(TaskGroup.of(count, List.of("a", "bb")));

      assertEquals("hello!", one.await(WAIT));
      assertEquals(6, chain.await(WAIT));
      assertEquals(3, group.await(WAIT));
      assertEquals(List.of(1, 2), members.await(WAIT));
      Payload stored = queue.admin().find(one.id()).orElseThrow().message().payload();
      assertEquals("application/json+aes-gcm", stored.contentType());
      assertFalse(stored.text().contains("hello"));
    }
  }

  @Test
  void a_task_whose_payload_was_exchanged_is_a_dead_letter_and_its_neighbour_runs()
      throws Exception {
    TaskType<String, String> refund = TaskType.of("refund", String.class, String.class);
    TaskType<String, String> charge = TaskType.of("charge", String.class, String.class);
    try (TaskQueue queue = TaskQueue.open("memory:", QueueConfig.create().codec(codec));
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(refund, (text, context) -> text),
                    Task.of(charge, (text, context) -> text))
                .start()) {
      byte[] forRefund = codec.encode("x", String.class, "refund");
      TaskId moved = TaskId.next();
      queue
          .backend()
          .enqueue(
              List.of(
                  TaskMessage.builder(
                          moved,
                          "charge",
                          Payload.of(forRefund, codec.contentType()),
                          Instant.EPOCH)
                      .build()));
      var good = queue.enqueue(charge, "y");

      assertEquals("y", good.await(WAIT));
      var failed =
          assertThrows(TaskExecutionException.class, () -> queue.handle(charge, moved).await(WAIT));
      assertEquals(TaskError.Reason.SERIALIZATION, failed.reason());
    }
  }

  private static String unreadable(EncryptingCodec codec, byte[] bytes, String task) {
    TaskSerializationException e =
        assertThrows(
            TaskSerializationException.class, () -> codec.decode(bytes, String.class, task));
    assertNotNull(e.getMessage());
    return e + " " + e.getCause();
  }

  private static final class OtherFormat implements PayloadCodec {
    private final JacksonCodec json = new JacksonCodec();

    @Override
    public String contentType() {
      return "text/other";
    }

    @Override
    public byte[] encode(@Nullable Object value, java.lang.reflect.Type type) {
      return json.encode(value, type);
    }

    @Override
    public @Nullable Object decode(byte[] bytes, java.lang.reflect.Type type) {
      return json.decode(bytes, type);
    }
  }
}
