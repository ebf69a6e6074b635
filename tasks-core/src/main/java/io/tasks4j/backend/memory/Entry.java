package io.tasks4j.backend.memory;

import io.tasks4j.TaskError;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task and its state. What a set goes by is changed only between {@link TaskTable#lift} and
 * {@link TaskTable#place}.
 */
final class Entry {
  /** Stands for a time that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  final TaskMessage message;
  final long sequence;
  final long enqueuedAt;
  final long uniqueUntil;

  TaskStatus status = TaskStatus.PENDING;

  /** Whether it waits for a due time still to come; else, if it is not blocked, it is ready. */
  boolean delayed;

  /** What it has to wait for other tasks, if it has to at all; kept as long as it is. */
  final @Nullable Arrivals arrivals;

  /** Whether it still waits for other tasks, or ended before they let it go. */
  boolean blocked;

  /** Whether an operator put it back: its expiry counts no more, and it is bound to nothing. */
  boolean putBack;

  /** Whether it has ended, but holds a unique key until a time: retention waits for that. */
  boolean keepsKey;

  long dueAt;
  long expiresAt;
  long leaseUntil;
  long startedAt = NEVER;
  long finishedAt = NEVER;
  long unknownSince = NEVER;
  long token;
  int failures;
  int losses;
  String worker = "";
  boolean cancelRequested;
  @Nullable TaskError error;
  @Nullable TaskProgress progress;
  Optional<Payload> result = Optional.empty();

  /** The set it is in, if it is in any, and its place there: see {@link SortedTasks}. */
  @Nullable SortedTasks set;

  long key;
  boolean listed;
  @Nullable Entry before;
  @Nullable Entry after;

  /** Who was enqueued just before and after it, of those that are kept. */
  @Nullable Entry older;

  @Nullable Entry newer;

  Entry(TaskMessage message, long sequence, long now) {
    this.message = message;
    this.sequence = sequence;
    this.enqueuedAt = now;
    this.dueAt = resolve(message.due(), now, now);
    this.expiresAt = resolve(message.expiry(), now, NEVER);
    this.uniqueUntil =
        message.unique().isEmpty()
            ? NEVER
            : message.unique().get().window().map(w -> now + w.toMillis()).orElse(NEVER);
    this.delayed = dueAt > now;
    this.arrivals = message.join().map(Arrivals::new).orElse(null);
    if (arrivals != null) {
      this.blocked = true;
      // What is counted from the enqueue counts from the release.
      this.expiresAt =
          message.expiry().filter(When.At.class::isInstance).isPresent() ? expiresAt : NEVER;
    }
  }

  /** Lets it wait for its due time and its expiry alone. */
  void release(long now) {
    blocked = false;
    dueAt = resolve(message.due(), now, now);
    delayed = dueAt > now;
    if (!putBack) {
      expiresAt = resolve(message.expiry(), now, NEVER);
    }
  }

  boolean waits() {
    return status == TaskStatus.PENDING || status == TaskStatus.RETRY;
  }

  boolean ready() {
    return waits() && !delayed && !blocked;
  }

  /** PENDING or RETRY, as the counts say. */
  TaskStatus waitingStatus() {
    return failures + losses > 0 ? TaskStatus.RETRY : TaskStatus.PENDING;
  }

  TaskMetadata metadata() {
    return new TaskMetadata(
        message,
        status,
        failures,
        losses,
        Instant.ofEpochMilli(enqueuedAt),
        Instant.ofEpochMilli(dueAt),
        time(expiresAt),
        time(startedAt),
        time(finishedAt),
        worker,
        cancelRequested,
        Optional.ofNullable(error),
        Optional.ofNullable(progress));
  }

  private static long resolve(Optional<When> when, long now, long otherwise) {
    return when.isEmpty()
        ? otherwise
        : when.get().resolve(Instant.ofEpochMilli(now)).toEpochMilli();
  }

  private static Optional<Instant> time(long millis) {
    return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
