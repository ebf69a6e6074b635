package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

/** What the rules share: one backend, opened when it is first asked for, and short words. */
abstract class Rules {
  static final String QUEUE = "default";
  static final String WORKER = "worker-1";
  static final Outcome SUCCESS = new Outcome.Success(Optional.empty());
  static final Outcome CANCELLED = new Outcome.Cancelled();
  static final Outcome RELEASE = new Outcome.Release(Duration.ZERO);
  static final Outcome FAILURE = new Outcome.Failure(error("failed for good"));
  static final Outcome RETRY = new Outcome.Retry(Duration.ZERO, error("failed for now"));

  private final BackendContract contract;
  private final List<TaskBackend> opened = new ArrayList<>();
  private @Nullable TaskBackend backend;

  Rules(BackendContract contract) {
    this.contract = contract;
  }

  @AfterEach
  void closeBackends() {
    opened.forEach(TaskBackend::close);
  }

  /** Whether the backend can do this; a rule that needs it checks the refusal if not. */
  final boolean has(Capability capability) {
    return backend().capabilities().contains(capability);
  }

  static void refused(Executable call) {
    UnsupportedCapabilityException refusal =
        assertThrows(
            UnsupportedCapabilityException.class,
            call,
            "what the backend cannot do, by its capabilities, has to be refused");
    assertTrue(refusal.getMessage() != null && !refusal.getMessage().isBlank());
  }

  final BackendSettings settings() {
    return contract.settings();
  }

  final TaskBackend backend() {
    TaskBackend open = backend;
    return open == null ? open(settings()) : open;
  }

  /** Opens the backend with settings of its own. */
  final TaskBackend open(BackendSettings settings) {
    try {
      TaskBackend open = contract.open(settings);
      opened.add(open);
      backend = open;
      return open;
    } catch (Exception e) {
      throw new AssertionError("the backend did not open", e);
    }
  }

  /** One more backend on the same store. */
  final TaskBackend reopen() {
    try {
      TaskBackend again = contract.reopen(settings());
      opened.add(again);
      return again;
    } catch (Exception e) {
      throw new AssertionError("the backend did not open again", e);
    }
  }

  final BackendContract contract() {
    return contract;
  }

  final TaskAdmin admin() {
    return backend().admin();
  }

  final Duration units(int count) {
    return contract.unit().multipliedBy(count);
  }

  final Duration lease() {
    return units(10);
  }

  final Duration patience() {
    return contract.patience();
  }

  /** Lets units of time pass on the backend's clock. */
  final void pass(int units) {
    pass(units(units));
  }

  final void pass(Duration time) {
    try {
      contract.advance(time);
    } catch (Exception e) {
      throw new AssertionError("the clock did not move", e);
    }
  }

  /** Lets every lease lapse that was given or renewed so far. */
  final void lapse() {
    pass(11);
  }

  static TaskMessage.Builder message() {
    return message("greet");
  }

  static TaskMessage.Builder message(String name) {
    return TaskMessage.builder(
        TaskId.next(), name, Payload.json("{\"name\":\"Ada\"}"), Instant.EPOCH);
  }

  final TaskMessage.Builder due(int units) {
    return message().due(Optional.of(new When.After(units(units))));
  }

  final TaskId enqueue() {
    return enqueue(message());
  }

  final TaskId enqueue(TaskMessage.Builder message) {
    TaskMessage built = message.build();
    List<EnqueueResult> results = backend().enqueue(List.of(built));
    assertEquals(List.of(new EnqueueResult(built.id(), true)), results);
    return built.id();
  }

  final List<TaskId> enqueue(int count) {
    List<TaskMessage> messages =
        IntStream.range(0, count).mapToObj(i -> message().build()).toList();
    backend().enqueue(messages);
    return messages.stream().map(TaskMessage::id).toList();
  }

  final ClaimRequest request() {
    return ClaimRequest.of(WORKER, QUEUE, lease());
  }

  final Claims look(ClaimRequest request) {
    return backend().claim(request);
  }

  final List<Claim> claim(int max) {
    return look(request().max(max)).claims();
  }

  /** Claims the task that is next, which there has to be. */
  final Claim claim() {
    List<Claim> claims = claim(1);
    assertEquals(1, claims.size(), "no task is ready");
    return claims.get(0);
  }

  final Claim claim(TaskId expected) {
    Claim claim = claim();
    assertEquals(expected, claim.id());
    return claim;
  }

  final void assertNothingReady() {
    assertEquals(List.of(), ids(claim(10)), "no task should be ready");
  }

  final boolean settle(Claim claim, Outcome outcome) {
    return settle(claim, outcome, List.of());
  }

  final boolean settle(Claim claim, Outcome outcome, List<TaskMessage> followUps) {
    List<Boolean> answers = backend().settle(List.of(Settlement.of(claim, outcome, followUps)));
    assertEquals(1, answers.size());
    return answers.get(0);
  }

  final void assertSettles(Claim claim, Outcome outcome) {
    assertTrue(settle(claim, outcome), () -> outcome + " should take effect");
  }

  final TaskMetadata find(TaskId id) {
    return admin().find(id).orElseGet(() -> fail("task " + id + " is gone"));
  }

  /** The counts of one queue; none when it is not among the stats. */
  final QueueStats stats(String queue) {
    return stats(backend(), queue);
  }

  static QueueStats stats(TaskBackend of, String queue) {
    return of.admin().stats().getOrDefault(queue, new QueueStats(Map.of(), false));
  }

  final TaskStatus status(TaskId id) {
    return find(id).status();
  }

  final void assertStatus(TaskStatus expected, TaskId id) {
    assertEquals(expected, status(id));
  }

  static TaskError error(String message) {
    return new TaskError(
        TaskError.Reason.EXECUTION,
        "java.io.IOException",
        message,
        "at some.Place",
        1,
        Instant.EPOCH);
  }

  static List<TaskId> ids(List<Claim> claims) {
    return claims.stream().map(Claim::id).toList();
  }
}
