package io.tasks4j.backend.memory;

import io.tasks4j.TaskProgress;
import io.tasks4j.backend.TaskState;
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
final class MemoryTask {
  final TaskMessage message;
  final long sequence;
  final long enqueuedAt;
  final long uniqueUntil;

  TaskState state;

  /** The parents that have ended, if it waits for others; kept as long as it is. */
  private @Nullable EndedParents arrivals;

  /** Whether an operator put it back: it is bound to nothing any more. */
  boolean unbound;

  /** Whether it has ended, but holds a unique key until a time: retention waits for that. */
  boolean keepsKey;

  long leaseUntil;
  long startedAt = TaskState.NEVER;
  long token;
  String worker = "";
  @Nullable TaskProgress progress;
  Optional<Payload> result = Optional.empty();

  /** The set it is in, if it is in any, and its place there: see {@link SortedTasks}. */
  @Nullable SortedTasks set;

  long key;
  boolean listed;
  @Nullable MemoryTask before;
  @Nullable MemoryTask after;

  /** Who was enqueued just before and after it, of those that are kept. */
  @Nullable MemoryTask older;

  @Nullable MemoryTask newer;

  MemoryTask(TaskMessage message, long sequence, long now) {
    this.message = message;
    this.sequence = sequence;
    this.enqueuedAt = now;
    this.state = TaskState.enqueued(message, now);
    this.uniqueUntil =
        message.unique().isEmpty()
            ? TaskState.NEVER
            : message.unique().get().window().map(w -> now + w.toMillis()).orElse(TaskState.NEVER);
  }

  /** What has arrived for a task that waits for others. */
  EndedParents arrivals() {
    if (arrivals == null) {
      arrivals = new EndedParents();
    }
    return arrivals;
  }

  TaskMetadata metadata() {
    return new TaskMetadata(
        message,
        state.status(),
        state.failures(),
        state.losses(),
        Instant.ofEpochMilli(enqueuedAt),
        Instant.ofEpochMilli(state.due()),
        time(state.expires()),
        time(startedAt),
        time(state.finished()),
        worker,
        state.cancelRequested(),
        state.error(),
        Optional.ofNullable(progress));
  }

  private static Optional<Instant> time(long millis) {
    return millis == TaskState.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
