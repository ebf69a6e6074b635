package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class EnqueueRules extends Rules {
  EnqueueRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("ENQ-1: a message is handed out exactly as it was enqueued, every member of it")
  void enq_1_a_message_is_handed_out_exactly_as_it_was_enqueued_every_member_of_it() {
    TaskMessage message =
        TaskMessage.builder(
                TaskId.next(),
                "images.resize",
                Payload.of(new byte[] {1, 2, 3}, "application/octet-stream"),
                Instant.ofEpochMilli(1_234_567_890_123L))
            .queue("images")
            .priority(has(Capability.PRIORITY) ? 7 : 5)
            .headers(Map.of("trace", "00-ab-cd", "user", "ada"))
            .due(has(Capability.DELAY) ? Optional.of(new When.After(units(1))) : Optional.empty())
            .expiry(Optional.of(new When.After(Duration.ofDays(30))))
            .timeout(Optional.of(Duration.ofMillis(12_345)))
            .retry(
                new RetryStrategy(
                    7,
                    Duration.ofMillis(5),
                    1.5,
                    Duration.ofMinutes(3),
                    false,
                    List.of("java.io.IOException"),
                    List.of("java.lang.Error")))
            .unique(
                has(Capability.UNIQUE)
                    ? Optional.of(UniqueKey.within("cat", Duration.ofHours(2)))
                    : Optional.empty())
            .build();

    backend().enqueue(List.of(message));
    pass(2);

    List<Claim> claims = look(request().queues(List.of("images"))).claims();
    assertEquals(List.of(message), claims.stream().map(Claim::message).toList());
    assertEquals(message, find(message.id()).message());
  }

  @Test
  @DisplayName("ENQ-2: a payload comes back byte for byte, with its media type")
  void enq_2_a_payload_comes_back_byte_for_byte_with_its_media_type() {
    byte[] mebibyte = new byte[1 << 20];
    new Random(1).nextBytes(mebibyte);
    byte[] everyByte = new byte[257];
    IntStream.range(0, 257).forEach(i -> everyByte[i] = (byte) i);
    Map<String, byte[]> payloads = new LinkedHashMap<>();
    payloads.put("empty", new byte[0]);
    payloads.put("one zero", new byte[1]);
    payloads.put("every byte", everyByte);
    payloads.put("no UTF-8", new byte[] {(byte) 0xc3, (byte) 0x28, (byte) 0xff, (byte) 0xfe});
    payloads.put("half a surrogate", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    payloads.put("emoji", utf8("\"👩‍🚀 naïve 漢字\""));
    payloads.put("control characters", utf8("\"\u0000\u0001\b\t\n\r\u001f\u007f\u2028\""));
    payloads.put("blanks at both ends", utf8(" \n{ } \t\n"));
    payloads.put("broken JSON", utf8("{\"a\": [1, \"}"));
    payloads.put("a byte order mark", utf8("\ufeff{}"));
    payloads.put("1 MiB of noise", mebibyte);
    payloads.put("1 MiB of quotes", utf8("\"".repeat(1 << 20)));
    for (String type : List.of(Payload.JSON, "application/x-odd; a=\"b c\"")) {
      payloads.forEach(
          (name, bytes) -> {
            TaskId id = TaskId.next();
            enqueue(TaskMessage.builder(id, "greet", Payload.of(bytes, type), Instant.EPOCH));

            Payload back = claim(id).message().payload();

            assertArrayEquals(bytes, back.bytes(), name);
            assertEquals(type, back.contentType(), name);
          });
    }
  }

  @Test
  @DisplayName("ENQ-3: members that this release does not know are kept")
  void enq_3_members_that_this_release_does_not_know_are_kept() {
    Map<String, String> extras =
        Map.of(
            "future", "{\"a\":[1,2.5,null,true,\"x\"],\"b\":{}}",
            "text", "\"quotes \\\" and 漢字\"",
            "big", "12345678901234567890");

    enqueue(message().extras(extras));

    assertEquals(extras, claim().message().extras());
  }

  @Test
  @DisplayName("ENQ-4: headers keep every character, in names and values")
  void enq_4_headers_keep_every_character_in_names_and_values() {
    Map<String, String> headers =
        Map.of(
            "empty", "",
            "quotes and lines", "\"a\"\n\t\\'b'; DROP TABLE tasks --",
            "漢字 👩‍🚀", "naïve 👩‍🚀",
            "control", "\u0000\u0001\u001f",
            "long", "x".repeat(10_000));

    enqueue(message().headers(headers));

    assertEquals(headers, claim().message().headers());
  }

  @Test
  @DisplayName("ENQ-5: there is one result for each message, in order, and no message is left out")
  void enq_5_there_is_one_result_for_each_message_in_order_and_no_message_is_left_out() {
    TaskMessage known = message().build();
    backend().enqueue(List.of(known));
    List<TaskMessage> batch =
        IntStream.range(0, 20).mapToObj(i -> i == 7 ? known : message().build()).toList();

    List<EnqueueResult> results = backend().enqueue(batch);

    assertEquals(
        batch.stream().map(m -> new EnqueueResult(m.id(), !m.equals(known))).toList(), results);
    assertEquals(20, claim(100).size());
  }

  @Test
  @DisplayName("ENQ-6: an id that is kept is not stored again: waiting, running or ended")
  void enq_6_an_id_that_is_kept_is_not_stored_again_waiting_running_or_ended() {
    TaskId id = enqueue();
    TaskMessage second = TaskMessage.builder(id, "other", Payload.json("2"), Instant.EPOCH).build();
    List<EnqueueResult> refusal = List.of(new EnqueueResult(id, false));

    assertEquals(refusal, backend().enqueue(List.of(second)));
    Claim claim = claim(id);
    assertEquals("greet", claim.message().name());
    assertEquals(refusal, backend().enqueue(List.of(second)));
    assertSettles(claim, SUCCESS);
    assertEquals(refusal, backend().enqueue(List.of(second)));

    assertStatus(TaskStatus.SUCCESS, id);
    assertNothingReady();
  }

  @Test
  @DisplayName("ENQ-7: an id that comes twice in a batch is stored once, the first of the two")
  void enq_7_an_id_that_comes_twice_in_a_batch_is_stored_once_the_first_of_the_two() {
    TaskMessage first = message().build();
    TaskMessage second =
        TaskMessage.builder(first.id(), "other", Payload.json("2"), Instant.EPOCH).build();

    assertEquals(
        List.of(new EnqueueResult(first.id(), true), new EnqueueResult(first.id(), false)),
        backend().enqueue(List.of(first, second)));
    assertEquals(
        List.of("greet"), claim(10).stream().map(claim -> claim.message().name()).toList());
  }

  @Test
  @DisplayName("ENQ-8: a batch that is refused stores nothing of it")
  void enq_8_a_batch_that_is_refused_stores_nothing_of_it() {
    List<TaskMessage> broken = Arrays.asList(message().build(), null, message().build());

    assertThrows(NullPointerException.class, () -> backend().enqueue(broken));
    for (Capability lacking : List.of(Capability.DELAY, Capability.PRIORITY, Capability.UNIQUE)) {
      if (!has(lacking)) {
        List<TaskMessage> batch = List.of(message().build(), asksFor(lacking));
        assertThrows(UnsupportedCapabilityException.class, () -> backend().enqueue(batch));
      }
    }

    assertEquals(List.of(), admin().list(TaskQuery.all()));
    assertNothingReady();
  }

  private static TaskMessage asksFor(Capability capability) {
    return switch (capability) {
      case DELAY -> message().due(Optional.of(new When.After(Duration.ofHours(1)))).build();
      case PRIORITY -> message().priority(9).build();
      default -> message().unique(Optional.of(UniqueKey.whileLive("k"))).build();
    };
  }

  @Test
  @DisplayName("ENQ-9: an empty batch gives no result and changes nothing")
  void enq_9_an_empty_batch_gives_no_result_and_changes_nothing() {
    assertEquals(List.of(), backend().enqueue(List.of()));
    assertEquals(List.of(), admin().list(TaskQuery.all()));
  }

  @Test
  @DisplayName("ENQ-10: 2,000 messages in one batch are all kept, in their order")
  void enq_10_2_000_messages_in_one_batch_are_all_kept_in_their_order() {
    List<TaskId> enqueued = enqueue(2_000);

    assertEquals(enqueued, ids(claim(3_000)));
  }

  @Test
  @DisplayName("ENQ-11: of 8 threads that enqueue one id, one stores it")
  void enq_11_of_8_threads_that_enqueue_one_id_one_stores_it() throws Exception {
    for (int round = 0; round < 20; round++) {
      TaskMessage message = message().build();
      backend();
      List<EnqueueResult> results =
          Threads.race(8, patience(), i -> () -> backend().enqueue(List.of(message)).get(0));

      assertEquals(1, results.stream().filter(EnqueueResult::accepted).count());
      assertTrue(results.stream().allMatch(result -> result.id().equals(message.id())));
      assertEquals(List.of(message.id()), ids(claim(10)));
    }
  }

  @Test
  @DisplayName("ENQ-12: names of queues and tasks are told apart by every character")
  void enq_12_names_of_queues_and_tasks_are_told_apart_by_every_character() {
    List<String> queues = List.of("a", "A", "a.b", "a-b", "a_b", "a:b", "a/b", "ab");
    Map<String, TaskId> byQueue =
        queues.stream().collect(Collectors.toMap(q -> q, q -> enqueue(message().queue(q))));

    for (String queue : queues) {
      List<Claim> claims = look(request().queues(List.of(queue)).max(10)).claims();
      assertEquals(List.of(byQueue.get(queue)), ids(claims), queue);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
