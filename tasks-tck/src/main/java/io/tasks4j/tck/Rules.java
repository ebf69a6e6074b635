package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the rules share: a backend on an empty store, a clock, and short words for its calls. */
abstract class Rules {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration LONG = Duration.ofSeconds(30);
  static final ClaimRequest REQUEST = ClaimRequest.of("worker", "default", LEASE);

  final BackendContract contract;
  TestClock clock;
  TaskBackend backend;

  @SuppressWarnings("NullAway.Init") // set before each rule
  Rules(BackendContract contract) {
    this.contract = contract;
  }

  @BeforeEach
  void openBackend() throws Exception {
    clock = new TestClock();
    backend = contract.open(settings());
  }

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  /** Settings for each rule; areas may change them. */
  BackendSettings settings() {
    return BackendSettings.defaults().clock(clock);
  }

  /** Closes the store and opens an empty one with other settings. */
  final void open(BackendSettings settings) throws Exception {
    backend.close();
    backend = contract.open(settings);
  }

  final TaskAdmin admin() {
    return backend.admin();
  }

  final TaskMessage.Builder message() {
    return message(TaskId.next(clock));
  }

  final TaskMessage.Builder message(TaskId id) {
    return TaskMessage.builder(id, "task", Payload.json("\"payload\""), clock.instant());
  }

  final TaskId enqueue(TaskMessage.Builder builder) {
    TaskMessage message = builder.build();
    EnqueueResult result = backend.enqueue(List.of(message)).get(0);
    assertEquals(new EnqueueResult(message.id(), true), result);
    return message.id();
  }

  final TaskId enqueue() {
    return enqueue(message());
  }

  final List<TaskId> claimIds(ClaimRequest request) {
    return backend.claim(request).claims().stream().map(Claim::id).toList();
  }

  final List<TaskId> claimIds(int max) {
    return claimIds(REQUEST.max(max));
  }

  /** Claims the one task that is ready. */
  final Claim claim() {
    List<Claim> claims = backend.claim(REQUEST.max(2)).claims();
    assertEquals(1, claims.size(), "tasks ready");
    return claims.get(0);
  }

  final boolean nothingReady() {
    Claims claims = backend.claim(REQUEST.max(10));
    return claims.claims().isEmpty();
  }

  final boolean settle(Claim claim, Outcome outcome) {
    return backend.settle(List.of(Settlement.of(claim, outcome))).get(0);
  }

  final void succeed(Claim claim) {
    assertTrue(settle(claim, success("1")));
  }

  final void fail(Claim claim) {
    assertTrue(settle(claim, new Outcome.Failure(error(claim))));
  }

  final ClaimState renew(Claim claim, Duration lease) {
    return backend.renew(List.of(new Renewal(claim, Optional.empty())), lease).get(0);
  }

  /** Lets the lease of every claim lapse, and tells of the losses found. */
  final Claims lapse() {
    clock.advance(LEASE.plusSeconds(1));
    return backend.claim(REQUEST.queues(List.of("an-empty-queue")));
  }

  final TaskMetadata find(TaskId id) {
    return admin().find(id).orElseThrow();
  }

  final QueueStats stats(String queue) {
    return admin().stats().getOrDefault(queue, new QueueStats(Map.of(), false));
  }

  final TaskStatus status(TaskId id) {
    return find(id).status();
  }

  final TaskError error(Claim claim) {
    return new TaskError(
        TaskError.Reason.EXECUTION, "Broken", "it broke", "at", claim.attempt(), clock.instant());
  }

  static Outcome success(String json) {
    return new Outcome.Success(Optional.of(Payload.json(json)));
  }

  final Outcome retry(Claim claim, Duration delay) {
    return new Outcome.Retry(delay, error(claim));
  }
}
