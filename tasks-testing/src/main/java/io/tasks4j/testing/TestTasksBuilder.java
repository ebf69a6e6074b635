package io.tasks4j.testing;

import io.tasks4j.Task;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.internal.Durations;
import io.tasks4j.queue.QueueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Collects what a {@link TestTasks} needs. Not thread-safe. */
public final class TestTasksBuilder {
  final List<Task<?, ?>> tasks = new ArrayList<>();
  final List<ExecutionInterceptor> interceptors = new ArrayList<>();
  ManualClock clock = new ManualClock();
  QueueConfig config = QueueConfig.create();
  BackendSettings settings = BackendSettings.defaults();
  Duration lease = Duration.ofSeconds(30);
  int drainLimit = 10_000;
  boolean inline;

  TestTasksBuilder() {}

  /** Adds tasks that can be run; each name once. */
  public TestTasksBuilder register(Task<?, ?>... more) {
    tasks.addAll(Arrays.asList(more));
    return this;
  }

  /** Another clock, for example one that starts at another time. */
  public TestTasksBuilder clock(ManualClock other) {
    clock = Objects.requireNonNull(other, "other");
    return this;
  }

  /** Changes the queue's configuration; its clock is always the manual one. */
  public TestTasksBuilder queue(UnaryOperator<QueueConfig> change) {
    config = change.apply(config);
    return this;
  }

  /** Changes the backend's settings; its clock is always the manual one. */
  public TestTasksBuilder backend(UnaryOperator<BackendSettings> change) {
    settings = change.apply(settings);
    return this;
  }

  /** Adds an interceptor around every execution, inside those there are. */
  public TestTasksBuilder intercept(ExecutionInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /** How long a delivery is held, and so how long a crashed one stays lost; default 30 s. */
  public TestTasksBuilder lease(Duration time) {
    lease = Durations.positive("lease", time);
    return this;
  }

  /** How many deliveries one drain may run before it is called endless; default 10,000. */
  public TestTasksBuilder drainLimit(int deliveries) {
    if (deliveries < 1) {
      throw new IllegalArgumentException("drainLimit must be 1 or more, but is " + deliveries);
    }
    drainLimit = deliveries;
    return this;
  }

  /** Runs each task while it is enqueued; see {@link TestTasks#inline}. */
  public TestTasksBuilder inline() {
    inline = true;
    return this;
  }

  /**
   * The test's tasks.
   *
   * @throws IllegalArgumentException when two tasks have one name
   */
  public TestTasks build() {
    return new TestTasks(this);
  }

  TaskRegistry registry() {
    return TaskRegistry.of(tasks);
  }
}
