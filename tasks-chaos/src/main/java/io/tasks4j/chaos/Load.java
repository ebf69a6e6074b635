package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a run. */
final class Load {
  /** What a task does, and so how it has to end. */
  enum Kind {
    /** Succeeds. */
    PLAIN,
    /** Succeeds, not before its due time. */
    DELAYED,
    /** Fails on its first attempts, then succeeds. */
    FLAKY,
    /** Fails for good. */
    DEAD,
    /** Runs longer than its timeout. */
    SLOW,
    /** Is cancelled while it waits. */
    CANCELLED,
    /** Succeeds, and holds a unique key while it lives. */
    UNIQUE,
    /** Succeeds, and enqueues a plain task with its end. */
    PARENT,
    /** Several tasks, one after the other. */
    CHAIN,
    /** Several tasks side by side, and a callback. */
    GROUP
  }

  /** Payload: the kind, how long the body takes, and how often it fails first. */
  record Work(Kind kind, int millis, int failures) {}

  static final List<String> QUEUES = List.of("first", "second");
  static final TaskType<Work, Void> TYPE = TaskType.of("chaos", Work.class);
  private static final RetryStrategy PATIENT =
      RetryStrategy.fixedDelay(Duration.ofMillis(300)).maxRetries(100);

  private Load() {}

  /** Options that go with a kind. */
  static TaskOptions options(Kind kind) {
    return switch (kind) {
      case DEAD ->
          TaskOptions.defaults()
              .retry(RetryStrategy.fixedDelay(Duration.ofMillis(200)).maxRetries(1));
      case SLOW ->
          TaskOptions.defaults().retry(RetryStrategy.none()).timeout(Duration.ofMillis(300));
      default -> TaskOptions.defaults().retry(PATIENT);
    };
  }

  /** All tasks of a run. */
  static List<Task<?, ?>> tasks(Notes notes) {
    List<Task<?, ?>> tasks = new ArrayList<>(Compositions.tasks(notes));
    tasks.add(Ticking.task(notes));
    tasks.add(
        noted(
            TYPE,
            notes,
            (work, context) -> {
              run(work, context, notes);
              return null;
            }));
    return tasks;
  }

  /** A task that notes when it begins and when its work is done. */
  static <P, R> Task<P, R> noted(TaskType<P, R> type, Notes notes, Task.Body<P, R> body) {
    return Task.of(
        type,
        (payload, context) -> {
          notes.add("run", context.id(), context.fencingToken());
          @Nullable R result = body.execute(payload, context);
          notes.add("ran", context.id(), context.fencingToken());
          return result;
        });
  }

  private static void run(Work work, TaskContext context, Notes notes) throws Exception {
    Thread.sleep(work.kind() == Kind.SLOW ? 3_000 : work.millis());
    if (work.kind() == Kind.DEAD || context.attempt() <= work.failures()) {
      throw new IllegalStateException("fails on purpose");
    }
    if (work.kind() == Kind.PARENT) {
      var child =
          context.enqueue(
              TYPE, new Work(Kind.PLAIN, 1, 0), options(Kind.PLAIN).queue(context.queue()));
      notes.add("child", context.id(), child);
    }
  }
}
