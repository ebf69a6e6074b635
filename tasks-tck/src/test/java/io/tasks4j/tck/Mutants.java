package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All mutants, and what several of them need. */
final class Mutants {
  private Mutants() {}

  static List<Mutant> all() {
    return Stream.<Mutant[]>of(
            StoreMutant.values(),
            ClaimMutant.values(),
            LeaseMutant.values(),
            SettleMutant.values(),
            FuseMutant.values(),
            EarlyMutant.values(),
            JoinMutant.values(),
            AdminMutant.values(),
            ScheduleMutant.values())
        .flatMap(Stream::of)
        .toList();
  }

  static <T> List<T> reversed(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  static TaskMessage copy(TaskMessage m) {
    return TaskMessage.builder(TaskId.next(), m.name(), m.payload(), m.enqueuedAt())
        .queue(m.queue())
        .build();
  }

  static void checkNotEmpty(List<?> batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("an empty batch");
    }
  }

  /** Waits and hears of no wake-up; true when it was interrupted. */
  static boolean waitOut(Duration time) {
    try {
      boolean ignored = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  static Set<Capability> with(Set<Capability> real, Capability more) {
    Set<Capability> all = EnumSet.copyOf(real);
    all.add(more);
    return all;
  }

  static Claims map(Claims claims, UnaryOperator<Claim> change) {
    return new Claims(claims.claims().stream().map(change).toList(), claims.losses());
  }

  /** Removes what is older than ten seconds, by a time that is not the end of the task. */
  static void purge(MutantBackend b, TaskStatus status, Function<TaskMetadata, Instant> time) {
    Instant oldest = b.now().minusSeconds(10);
    for (TaskMetadata t : b.real().admin().list(TaskQuery.of(status))) {
      if (time.apply(t).isBefore(oldest)) {
        b.real().admin().purge(t.id());
      }
    }
  }

  static TaskError plain(TaskError e) {
    return new TaskError(
        e.reason(),
        e.type(),
        e.message().replaceAll("[^ -~]", "?"),
        e.stackTrace(),
        e.attempt(),
        e.at());
  }

  static TaskMetadata withProgress(TaskMetadata t, Optional<TaskProgress> progress) {
    return with(t, t.error(), progress);
  }

  static TaskMetadata withError(TaskMetadata t, Optional<TaskError> error) {
    return with(t, error, t.progress());
  }

  private static TaskMetadata with(
      TaskMetadata t, Optional<TaskError> error, Optional<TaskProgress> progress) {
    return new TaskMetadata(
        t.message(),
        t.status(),
        t.failures(),
        t.losses(),
        t.enqueuedAt(),
        t.dueAt(),
        t.expiresAt(),
        t.startedAt(),
        t.finishedAt(),
        t.worker(),
        t.cancelRequested(),
        error,
        progress);
  }

  static TaskResult withoutError(TaskResult r) {
    return new TaskResult(
        r.id(),
        r.status(),
        r.value(),
        Optional.empty(),
        r.attempts(),
        r.createdAt(),
        r.finishedAt());
  }

  /** A result of a task that has not ended. */
  static TaskResult early(TaskMetadata t) {
    return new TaskResult(
        t.id(),
        TaskStatus.CANCELLED,
        Optional.empty(),
        Optional.empty(),
        t.attempts(),
        t.enqueuedAt(),
        t.enqueuedAt());
  }
}
