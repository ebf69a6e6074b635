package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Payload;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ResultRules extends Rules {
  ResultRules(BackendContract contract) {
    super(contract);
  }

  private ResultBackend results() {
    return backend().results();
  }

  private static Outcome success(String json) {
    return new Outcome.Success(Optional.of(Payload.json(json)));
  }

  private Threads.Call<Optional<TaskResult>> startAwait(TaskId id) {
    return Threads.startWaiting(() -> results().await(id, patience().multipliedBy(4)));
  }

  @Test
  @DisplayName("RESULT-1: a success has its value, its attempts and its times")
  void success() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    pass(2);
    assertSettles(claim, success("{\"size\":42}"));

    TaskMetadata task = find(id);
    assertEquals(
        Optional.of(
            new TaskResult(
                id,
                TaskStatus.SUCCESS,
                Optional.of(Payload.json("{\"size\":42}")),
                Optional.empty(),
                1,
                task.enqueuedAt(),
                task.finishedAt().orElseThrow())),
        results().find(id));
  }

  @Test
  @DisplayName("RESULT-2: there is no result while a task has not ended, and none of an unknown id")
  void noneYet() {
    TaskId id = enqueue();
    assertEquals(Optional.empty(), results().find(id));
    Claim claim = claim(id);
    assertEquals(Optional.empty(), results().find(id));
    assertSettles(claim, RETRY);
    assertEquals(Optional.empty(), results().find(id));

    assertEquals(Optional.empty(), results().find(TaskId.next()));
  }

  @Test
  @DisplayName("RESULT-3: a failure has its error and no value; a cancelled task has neither")
  void noValue() {
    TaskId failed = enqueue();
    assertSettles(claim(failed), FAILURE);
    TaskId cancelled = enqueue();
    admin().cancel(cancelled);

    TaskResult failure = results().find(failed).orElseThrow();
    assertEquals(TaskStatus.FAILURE, failure.status());
    assertEquals(Optional.of(error("failed for good")), failure.error());
    assertEquals(Optional.empty(), failure.value());
    assertEquals(1, failure.attempts());
    TaskResult cancel = results().find(cancelled).orElseThrow();
    assertEquals(TaskStatus.CANCELLED, cancel.status());
    assertEquals(Optional.empty(), cancel.error());
    assertEquals(Optional.empty(), cancel.value());
  }

  @Test
  @DisplayName("RESULT-4: a value comes back byte for byte, with its media type; no value is none")
  void bytes() {
    byte[] noise = new byte[1 << 20];
    new Random(2).nextBytes(noise);
    List<Payload> values =
        List.of(
            Payload.of(new byte[0], "text/plain"),
            Payload.of(noise, "application/octet-stream"),
            Payload.json("null"),
            Payload.of("\u0000\"👩‍🚀\ud7ff".getBytes(StandardCharsets.UTF_8), "x/y; a=\"b\""));
    for (Payload value : values) {
      TaskId id = enqueue();
      assertSettles(claim(id), new Outcome.Success(Optional.of(value)));
      assertEquals(Optional.of(value), results().find(id).orElseThrow().value());
    }

    TaskId none = enqueue();
    assertSettles(claim(none), SUCCESS);
    assertEquals(Optional.empty(), results().find(none).orElseThrow().value());
  }

  @Test
  @DisplayName("RESULT-5: whoever awaits a task is woken when it is settled")
  void await() throws Exception {
    for (int round = 0; round < 10; round++) {
      TaskId id = enqueue();
      Claim claim = claim(id);
      Threads.Call<Optional<TaskResult>> call = startAwait(id);

      assertSettles(claim, success("" + round));

      TaskResult result = call.get(patience()).orElseThrow();
      assertEquals(Optional.of(Payload.json("" + round)), result.value());
    }
  }

  @Test
  @DisplayName("RESULT-6: whoever awaits a task is woken when it is cancelled")
  void awaitCancelled() throws Exception {
    TaskId id = enqueue();
    Threads.Call<Optional<TaskResult>> call = startAwait(id);

    admin().cancel(id);

    assertEquals(TaskStatus.CANCELLED, call.get(patience()).orElseThrow().status());
  }

  @Test
  @DisplayName(
      "RESULT-13: whoever awaits a task is woken when it fails for good, or is lost for good")
  void awaitDead() throws Exception {
    open(settings().maxDeliveries(1));
    TaskId failed = enqueue();
    Threads.Call<Optional<TaskResult>> first = startAwait(failed);
    assertSettles(claim(failed), FAILURE);
    assertEquals(TaskStatus.FAILURE, first.get(patience()).orElseThrow().status());

    TaskId lost = enqueue();
    claim(lost);
    Threads.Call<Optional<TaskResult>> second = startAwait(lost);
    lapse();
    assertNothingReady();
    assertEquals(TaskStatus.FAILURE, second.get(patience()).orElseThrow().status());
  }

  @Test
  @DisplayName("RESULT-7: many may await one task, before and after it ended")
  void many() throws Exception {
    TaskId id = enqueue();
    Claim claim = claim(id);
    List<Threads.Call<Optional<TaskResult>>> calls =
        List.of(startAwait(id), startAwait(id), startAwait(id));

    assertSettles(claim, success("1"));

    for (Threads.Call<Optional<TaskResult>> call : calls) {
      assertTrue(call.get(patience()).isPresent());
    }
    assertTrue(startAwait(id).get(patience()).isPresent());
    assertTrue(results().await(id, Duration.ZERO).isPresent());
  }

  @Test
  @DisplayName("RESULT-8: an await that is over gives nothing")
  void timeout() throws Exception {
    TaskId id = enqueue();

    assertEquals(Optional.empty(), results().await(id, Duration.ZERO));
    assertEquals(
        Optional.empty(),
        Threads.start(() -> results().await(id, Duration.ofMillis(30))).get(patience()));
  }

  @Test
  @DisplayName("RESULT-9: an interrupt ends an await with InterruptedException")
  void interrupted() {
    TaskId id = enqueue();
    Threads.Call<Optional<TaskResult>> call = startAwait(id);

    call.thread().interrupt();

    assertThrows(InterruptedException.class, () -> call.get(patience()));
  }

  @Test
  @DisplayName("RESULT-10: a deleted result is gone; what has not ended has none to delete")
  void delete() {
    TaskId id = enqueue();
    assertFalse(results().delete(id));
    Claim claim = claim(id);
    assertFalse(results().delete(id));
    assertStatus(TaskStatus.RUNNING, id);
    assertSettles(claim, success("1"));

    assertTrue(results().delete(id));
    assertFalse(results().delete(id));
    assertEquals(Optional.empty(), results().find(id));
    assertFalse(results().delete(TaskId.next()));
  }

  @Test
  @DisplayName("RESULT-11: a task that was put back has no result until it ends again")
  void requeued() {
    TaskId id = enqueue();
    assertSettles(claim(id), FAILURE);
    assertTrue(admin().requeue(id));

    assertEquals(Optional.empty(), results().find(id));
    assertSettles(claim(id), success("2"));
    assertEquals(Optional.of(Payload.json("2")), results().find(id).flatMap(TaskResult::value));
  }

  @Test
  @DisplayName("RESULT-12: the result of a success is not that of a settlement refused later")
  void firstStays() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    assertSettles(claim, success("1"));

    assertFalse(settle(claim, success("2")));

    assertEquals(Optional.of(Payload.json("1")), results().find(id).flatMap(TaskResult::value));
  }
}
