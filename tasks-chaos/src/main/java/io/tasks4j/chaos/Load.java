package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.util.List;

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
    PARENT
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

  /** The task, which notes when it begins and when its work is done. */
  static Task<Work, Void> task(Notes notes) {
    return Task.of(
        TYPE,
        (work, context) -> {
          notes.add("run", context.id(), context.fencingToken());
          run(work, context, notes);
          notes.add("ran", context.id(), context.fencingToken());
          return null;
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
