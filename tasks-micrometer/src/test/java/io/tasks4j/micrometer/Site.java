package io.tasks4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A store in memory under a clock that is turned, with metrics of it. */
final class Site implements AutoCloseable, InstantSource {
  static final TaskType<String, Void> TYPE =
      TaskType.of("mail.send", String.class)
          .withDefaults(
              TaskOptions.defaults()
                  .queue("mail")
                  .retry(RetryStrategy.fixedDelay(Duration.ZERO).maxRetries(1)));

  final MeterRegistry registry;
  final TaskQueue queue;
  final TaskMetrics metrics;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

  Site() {
    this(new SimpleMeterRegistry(), UnaryOperator.identity());
  }

  Site(MeterRegistry registry, UnaryOperator<TaskBackend> change) {
    this(registry, change, Tags.empty());
  }

  Site(MeterRegistry registry, Tags tags) {
    this(registry, UnaryOperator.identity(), tags);
  }

  private Site(MeterRegistry registry, UnaryOperator<TaskBackend> change, Tags tags) {
    this.registry = registry;
    TaskBackend memory = new MemoryBackend(BackendSettings.defaults().clock(this));
    this.queue = TaskQueue.over(change.apply(memory), QueueConfig.create().clock(this));
    this.metrics =
        TaskMetrics.bind(
            registry, queue, MetricsConfig.create().sampleEvery(Duration.ofMillis(10)).tags(tags));
  }

  WorkerBuilder worker(Task.Body<String, Void> body) {
    return Worker.builder(queue)
        .queues("mail")
        .concurrency(1)
        .register(Task.of(TYPE, body))
        .listen(metrics);
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  double gauge(String name, String... tags) {
    var gauge = registry.find(name).tags(tags).gauge();
    return gauge == null ? -1 : gauge.value();
  }

  double count(String name, String... tags) {
    var counter = registry.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  long runs(String outcome) {
    var timer =
        registry
            .find(MeterNames.TASK_RUN)
            .tags("queue", "mail", "task", "mail.send", "outcome", outcome)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  @Override
  public void close() {
    metrics.close();
    queue.close();
  }
}
