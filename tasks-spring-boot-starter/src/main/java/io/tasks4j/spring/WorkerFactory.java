package io.tasks4j.spring;

import io.tasks4j.Task;
import io.tasks4j.executor.CompletionHook;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerBuilder;
import io.tasks4j.worker.WorkerConfig;
import io.tasks4j.worker.WorkerListener;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** Builds workers from the properties and the beans of a context. */
final class WorkerFactory implements Supplier<Worker> {
  private final TaskQueue queue;
  private final TasksProperties.Worker properties;
  private final ScheduledTasks scheduled;
  private final ListableBeanFactory beans;

  WorkerFactory(
      TaskQueue queue,
      TasksProperties.Worker properties,
      ScheduledTasks scheduled,
      ListableBeanFactory beans) {
    this.queue = queue;
    this.properties = properties;
    this.scheduled = scheduled;
    this.beans = beans;
  }

  @Override
  public Worker get() {
    WorkerBuilder builder = Worker.builder(queue).configure(this::apply);
    beans.getBeanProvider(Task.class).orderedStream().forEach(builder::register);
    scheduled.methods().forEach(builder::register);
    beans.getBeanProvider(ExecutionInterceptor.class).orderedStream().forEach(builder::intercept);
    beans.getBeanProvider(CompletionHook.class).orderedStream().forEach(builder::onCompletion);
    beans.getBeanProvider(WorkerListener.class).orderedStream().forEach(builder::listen);
    beans
        .getBeanProvider(WorkerCustomizer.class)
        .orderedStream()
        .forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  private WorkerConfig apply(WorkerConfig defaults) {
    WorkerConfig config = defaults;
    if (!properties.queues().isEmpty()) {
      config = config.queues(properties.queues());
    }
    config = with(config, properties.name(), WorkerConfig::name);
    config = with(config, properties.concurrency(), WorkerConfig::concurrency);
    config = with(config, properties.pollInterval(), WorkerConfig::pollInterval);
    config = with(config, properties.lease(), WorkerConfig::lease);
    config = with(config, properties.stopTimeout(), WorkerConfig::stopTimeout);
    return with(config, properties.virtualThreads(), WorkerConfig::virtualThreads);
  }

  private static <T> WorkerConfig with(
      WorkerConfig config, @Nullable T value, BiFunction<WorkerConfig, T, WorkerConfig> setter) {
    return value == null ? config : setter.apply(config, value);
  }
}
