package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class EnqueueRules extends Rules {
  EnqueueRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("ENQ-1: a task is there when enqueue returns, PENDING, with its times")
  void accepted() {
    TaskId id = enqueue();

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.PENDING, task.status());
    assertEquals(clock.instant(), task.enqueuedAt());
    assertEquals(clock.instant(), task.dueAt());
    assertEquals(0, task.attempts());
    assertTrue(task.startedAt().isEmpty() && task.finishedAt().isEmpty());
  }

  @Test
  @DisplayName("ENQ-2: a message arrives as it was sent, in every field")
  void wholeMessage() {
    TaskMessage message =
        message()
            .queue("images")
            .priority(7)
            .headers(Map.of("trace", "00-ab", "empty", ""))
            .due(Optional.of(new When.At(clock.instant())))
            .expiry(Optional.of(new When.After(Duration.ofHours(1))))
            .timeout(Optional.of(Duration.ofSeconds(9)))
            .retry(RetryStrategy.fixedDelay(Duration.ofMillis(5)).giveUpOn(Error.class))
            .unique(Optional.of(UniqueKey.within("key", Duration.ofMinutes(1))))
            .extras(Map.of("future", "{\"a\":[1,null]}"))
            .build();
    backend.enqueue(List.of(message));

    TaskMessage claimed =
        backend.claim(REQUEST.queues(List.of("images"))).claims().get(0).message();

    assertEquals(message, claimed);
    assertEquals(message, find(message.id()).message());
  }

  @Test
  @DisplayName("ENQ-3: payloads come back byte for byte: empty, 1 MiB, emoji, control, binary")
  void payloads() {
    StringBuilder controls = new StringBuilder();
    IntStream.range(0, 0x250).forEach(c -> controls.append((char) c));
    byte[] binary = new byte[1 << 20];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i * 31 + (i >> 8));
    }
    List<Payload> payloads =
        List.of(
            Payload.json(""),
            Payload.json("\"👩‍🚀 ünïcode ☃\""),
            Payload.json(controls.toString()),
            Payload.json("x".repeat(1 << 20)),
            Payload.of(binary, "application/octet-stream"),
            Payload.of(new byte[] {(byte) 0xff, (byte) 0xc0, 0}, "application/cbor"));
    for (Payload payload : payloads) {
      backend.enqueue(
          List.of(TaskMessage.builder(TaskId.next(), "task", payload, clock.instant()).build()));

      Payload back = claim().message().payload();

      assertArrayEquals(payload.bytes(), back.bytes());
      assertEquals(payload.contentType(), back.contentType());
    }
  }

  @Test
  @DisplayName("ENQ-4: an id that is kept is accepted once; the second enqueue changes nothing")
  void sameId() {
    TaskMessage first = message().priority(1).build();
    TaskMessage second = message(first.id()).priority(9).build();

    List<EnqueueResult> results = backend.enqueue(List.of(first, second));
    List<EnqueueResult> again = backend.enqueue(List.of(second));

    assertEquals(new EnqueueResult(first.id(), true), results.get(0));
    assertEquals(new EnqueueResult(first.id(), false), results.get(1));
    assertEquals(new EnqueueResult(first.id(), false), again.get(0));
    assertEquals(1, claim().message().priority());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("ENQ-5: an id is still known after the task has ended")
  void sameIdLater() {
    TaskId id = enqueue();
    succeed(claim());

    assertEquals(
        List.of(new EnqueueResult(id, false)), backend.enqueue(List.of(message(id).build())));
    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName("ENQ-6: a batch gives one result for each message, in order; an empty one is fine")
  void batch() {
    List<TaskMessage> messages = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      messages.add(message().build());
    }
    List<TaskId> ids = messages.stream().map(TaskMessage::id).toList();

    assertEquals(ids, backend.enqueue(messages).stream().map(EnqueueResult::id).toList());
    assertEquals(List.of(), backend.enqueue(List.of()));
    assertEquals(ids, claimIds(1_000));
  }

  @Test
  @DisplayName("ENQ-7: a batch with one message that cannot be stored stores none")
  void allOrNone() {
    TaskMessage good = message().build();
    List<TaskMessage> messages = new ArrayList<>();
    messages.add(good);
    messages.add(null);

    boolean thrown = false;
    try {
      backend.enqueue(messages);
    } catch (RuntimeException e) {
      thrown = true;
    }

    assertTrue(thrown);
    assertEquals(List.of(), admin().list(TaskQuery.all()));
    assertTrue(nothingReady());
  }
}
