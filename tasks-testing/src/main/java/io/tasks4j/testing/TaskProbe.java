package io.tasks4j.testing;

import io.tasks4j.ParentTask;
import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskType;
import io.tasks4j.TypedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A task that notes what another one says and throws. */
final class TaskProbe<P, R> implements Task<P, R> {
  private final Task<P, R> task;
  private final int checksBeforeCancel;
  private final Runnable cancel;
  private final List<TaskProgress> progress = new CopyOnWriteArrayList<>();
  private volatile @Nullable Throwable thrown;

  /** {@code cancel} runs after so many checks; a negative number means never. */
  TaskProbe(Task<P, R> task, int checksBeforeCancel, Runnable cancel) {
    this.task = task;
    this.checksBeforeCancel = checksBeforeCancel;
    this.cancel = cancel;
  }

  List<TaskProgress> progress() {
    return List.copyOf(progress);
  }

  @Nullable Throwable thrown() {
    return thrown;
  }

  @Override
  public TaskType<P, R> type() {
    return task.type();
  }

  @Override
  public @Nullable R execute(P payload, TaskContext context) throws Exception {
    try {
      return task.execute(payload, new ProbedContext(context));
    } catch (Throwable t) {
      thrown = t;
      throw t;
    }
  }

  private final class ProbedContext implements TaskContext {
    private final TaskContext context;
    private final AtomicInteger checks = new AtomicInteger();

    ProbedContext(TaskContext context) {
      this.context = context;
    }

    @Override
    public TaskId id() {
      return context.id();
    }

    @Override
    public String name() {
      return context.name();
    }

    @Override
    public String queue() {
      return context.queue();
    }

    @Override
    public int attempt() {
      return context.attempt();
    }

    @Override
    public Map<String, String> headers() {
      return context.headers();
    }

    @Override
    public Optional<Instant> deadline() {
      return context.deadline();
    }

    @Override
    public boolean cancelRequested() {
      if (checks.getAndIncrement() == checksBeforeCancel) {
        cancel.run();
      }
      return context.cancelRequested();
    }

    @Override
    public long fencingToken() {
      return context.fencingToken();
    }

    @Override
    public void progress(long done, long total, String note) {
      context.progress(done, total, note);
      progress.add(new TaskProgress(done, total, note));
    }

    @Override
    public <Q, S> TaskId enqueue(TypedTask<Q, S> next, Q payload, TaskOptions options) {
      return context.enqueue(next, payload, options);
    }

    @Override
    public List<ParentTask> parents() {
      return context.parents();
    }

    @Override
    public ParentTask parent(String step) {
      return context.parent(step);
    }

    @Override
    public RuntimeException giveUp(String why) {
      return context.giveUp(why);
    }

    @Override
    public RuntimeException giveUp(String why, Throwable cause) {
      return context.giveUp(why, cause);
    }

    @Override
    public RuntimeException snooze(Duration delay) {
      return context.snooze(delay);
    }

    @Override
    public RuntimeException retryAfter(Duration delay, Throwable cause) {
      return context.retryAfter(delay, cause);
    }
  }
}
