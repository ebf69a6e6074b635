package io.tasks4j.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskPriority;
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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/wire-format.md} shows messages and errors that the codec reads as it says. */
class WireFormatTest {
  private static final TaskId ID = TaskId.parse("0198c0de-5a1e-7000-8000-3a5f2c9d1b42");
  private static final Path PAGE = Docs.root().resolve("docs/wire-format.md");

  private final List<String> examples =
      Docs.blocks(PAGE).stream()
          .filter(block -> block.language().equals("json"))
          .map(Docs.Block::text)
          .toList();

  @Test
  void the_full_example_is_this_message() {
    Instant enqueuedAt = Instant.parse("2026-01-01T00:00:00Z");
    TaskMessage expected =
        TaskMessage.builder(
                ID,
                "images.resize",
                Payload.json("{\"path\":\"cat.jpg\",\"width\":200}"),
                enqueuedAt)
            .queue("images")
            .priority(9)
            .due(Optional.of(new When.After(Duration.ofSeconds(5))))
            .expiry(Optional.of(new When.At(enqueuedAt.plus(Duration.ofHours(1)))))
            .timeout(Optional.of(Duration.ofSeconds(30)))
            .retry(
                RetryStrategy.exponentialBackoff()
                    .maxRetries(5)
                    .initialDelay(Duration.ofMillis(500))
                    .retryOn(IOException.class)
                    .giveUpOn(FileNotFoundException.class))
            .unique(Optional.of(UniqueKey.within("cat.jpg", Duration.ofHours(1))))
            .exclusive(Optional.of("customer-7"))
            .headers(Map.of("user", "ada"))
            .build();

    assertEquals(expected, decode(examples.get(0)));
  }

  @Test
  void the_full_example_shows_every_member_that_is_written_but_the_binary_payload() {
    String written = compact(new String(MessageCodec.encode(decode(examples.get(0))), UTF_8));

    assertEquals(compact(examples.get(0)), written);
  }

  @Test
  void what_the_least_message_leaves_out_has_the_documented_default() {
    TaskMessage least = decode(examples.get(1));

    assertEquals("default", least.queue());
    assertEquals(TaskPriority.DEFAULT, least.priority());
    assertEquals(Instant.EPOCH, least.enqueuedAt());
    assertEquals(RetryStrategy.defaults(), least.retry());
    assertEquals(Payload.JSON, least.payload().contentType());
    assertTrue(least.due().isEmpty() && least.expiry().isEmpty() && least.timeout().isEmpty());
    assertTrue(least.exclusive().isEmpty());
    assertTrue(least.unique().isEmpty() && least.headers().isEmpty() && least.extras().isEmpty());
  }

  @Test
  void members_left_out_of_a_strategy_or_a_key_have_the_documented_default() {
    TaskMessage message = decode(withMember("\"retry\": {}, \"unique\": {\"key\": \"k\"}"));

    assertEquals(RetryStrategy.defaults(), message.retry());
    assertEquals(Optional.of(UniqueKey.whileLive("k")), message.unique());
  }

  @Test
  void unknown_members_are_kept_in_the_envelope_and_ignored_inside_its_parts() {
    TaskMessage message =
        decode(withMember("\"mine\": {\"a\": [1]}, \"due\": {\"after\": 5, \"mine\": 1}"));
    String again = new String(MessageCodec.encode(message), UTF_8);

    assertEquals(Map.of("mine", "{\"a\":[1]}"), message.extras());
    assertTrue(again.contains("\"mine\":{\"a\":[1]}"), again);
    assertTrue(again.contains("\"due\":{\"after\":5}"), again);
  }

  @Test
  void a_payload_that_is_no_text_is_written_as_base64_only_then() {
    String text = encode(Payload.of("a,b".getBytes(UTF_8), "text/csv"));
    String binary = encode(Payload.of(new byte[] {(byte) 0xFF, 0}, "application/octet-stream"));

    assertTrue(text.contains("\"contentType\":\"text/csv\",\"payload\":\"a,b\""), text);
    assertTrue(binary.contains("\"payloadBase64\":\"/wA=\""), binary);
    assertFalse(binary.contains("\"payload\":"), binary);
  }

  @Test
  void the_example_of_a_task_that_waits_shows_every_member_of_it() {
    TaskMessage message = decode(examples.get(2));

    assertEquals(Optional.of(new Join(3, 1, 2, true, Join.Input.ALL, true)), message.join());
    Dependant dependant = message.dependants().get(0);
    assertEquals(new Dependant(dependant.id(), "mail", 1, true), dependant);
    assertEquals(
        Optional.of(new CompositionPart(message.id(), CompositionPart.Kind.GROUP, "all", 3, 3)),
        message.part());
    assertEquals(
        examples.get(2).replaceAll("\\s", ""),
        new String(MessageCodec.encode(message), UTF_8).replaceAll("\\s", ""));
  }

  @Test
  void the_example_of_a_member_leaves_out_what_follows_from_the_rest() {
    TaskMessage message = decode(examples.get(3));

    assertEquals(
        Optional.of(new CompositionPart(ID, CompositionPart.Kind.GROUP, "2", 2, 3)),
        message.part());
    assertEquals(List.of(new Dependant(ID, "images", 2, true)), message.dependants());
    assertEquals(
        examples.get(3).replaceAll("\\s", ""),
        new String(MessageCodec.encode(message), UTF_8).replaceAll("\\s", ""));
  }

  @Test
  void what_follows_from_the_rest_may_be_written_all_the_same() {
    String in =
        "\"dependants\": [{\"id\": \""
            + ID
            + "\", \"slot\": 2, \"binding\": true}],"
            + "\"part\": {\"of\": \""
            + ID
            + "\", \"kind\": \"GROUP\", \"step\": \"2\","
            + " \"index\": 2, \"count\": 3}";
    TaskMessage message = decode(withMember(in));

    assertEquals(
        Optional.of(new CompositionPart(ID, CompositionPart.Kind.GROUP, "2", 2, 3)),
        message.part());
    assertEquals(List.of(new Dependant(ID, "default", 2, true)), message.dependants());
  }

  @Test
  void a_dependant_that_is_not_the_whole_is_in_slot_0_unless_it_says_otherwise() {
    String part =
        "\"part\": {\"of\": \"" + ID + "\", \"kind\": \"CHAIN\", \"index\": 2, \"count\": 4}";
    TaskId other = TaskId.derived("other");
    for (Dependant dependant :
        List.of(
            Dependant.of(other, "default", 0),
            Dependant.of(other, "default", 2),
            Dependant.of(ID, "default", 0),
            Dependant.of(ID, "default", 2))) {
      TaskMessage message =
          decode(withMember(part)).toBuilder().dependants(List.of(dependant)).build();

      assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
    }
    TaskMessage spare =
        decode(withMember(part + ", \"dependants\": [{\"id\": \"" + other + "\"}]"));
    assertEquals(List.of(Dependant.of(other, "default", 0)), spare.dependants());
  }

  @Test
  void a_dependant_without_an_id_is_refused_in_a_task_that_is_no_part() {
    assertThrows(
        TaskSerializationException.class, () -> decode(withMember("\"dependants\": [{}]")));
  }

  @Test
  void what_the_least_join_and_dependant_leave_out_has_the_documented_default() {
    TaskMessage message =
        decode(
            withMember("\"join\": {\"parents\": 2}, \"dependants\": [{\"id\": \"" + ID + "\"}]"));

    assertEquals(Optional.of(Join.of(2)), message.join());
    assertEquals(List.of(Dependant.of(ID, "default", 0)), message.dependants());
  }

  @Test
  void the_error_example_is_this_error() {
    TaskError expected =
        new TaskError(
            TaskError.Reason.MAX_RETRIES,
            "java.io.IOException",
            "status 500",
            "java.io.IOException: status 500\n\tat ...",
            4,
            Instant.parse("2026-01-01T00:00:00Z"));

    assertEquals(expected, MessageCodec.decodeError(examples.get(4).getBytes(UTF_8)));
    assertEquals(
        compact(examples.get(4)), compact(new String(MessageCodec.encodeError(expected), UTF_8)));
  }

  @Test
  void every_reason_and_scope_is_named() {
    String page = Docs.read(PAGE);
    TreeSet<String> missing = new TreeSet<>();
    Arrays.stream(TaskError.Reason.values()).forEach(reason -> missing.add(reason.name()));
    Arrays.stream(UniqueKey.Scope.values()).forEach(scope -> missing.add(scope.name()));
    Arrays.stream(Join.Input.values()).forEach(input -> missing.add(input.name()));
    Arrays.stream(CompositionPart.Kind.values()).forEach(kind -> missing.add(kind.name()));

    missing.removeIf(name -> Pattern.compile("[`\"]" + name + "[`\"]").matcher(page).find());

    assertTrue(missing.isEmpty(), "the page leaves out " + missing);
  }

  private String withMember(String members) {
    return examples.get(1).replaceFirst("\\{", "{" + members.replace("\\", "\\\\") + ", ");
  }

  private static TaskMessage decode(String json) {
    return MessageCodec.decode(json.getBytes(UTF_8));
  }

  private static String encode(Payload payload) {
    TaskMessage message = TaskMessage.builder(ID, "t", payload, Instant.EPOCH).build();
    return new String(MessageCodec.encode(message), UTF_8);
  }

  /** JSON without blanks between tokens; the examples have blanks inside one string alone. */
  private static String compact(String json) {
    return json.replaceAll("\\s*\\n\\s*", "").replaceAll("([:,]) (?=[\"\\[{\\dt])", "$1");
  }
}
