package io.tasks4j.worker;

import io.tasks4j.Task;
import io.tasks4j.backend.Limits;
import io.tasks4j.executor.CompletionHook;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Collects what a {@link Worker} needs. Not thread-safe. */
public final class WorkerBuilder {
  private final TaskQueue queue;
  private final List<Task<?, ?>> tasks = new ArrayList<>();
  private final List<ExecutionInterceptor> interceptors = new ArrayList<>();
  private final List<CompletionHook> hooks = new ArrayList<>();
  private final List<WorkerListener> listeners = new ArrayList<>();
  private WorkerConfig config;

  WorkerBuilder(TaskQueue queue) {
    this.queue = queue;
    String name =
        "worker-"
            + ProcessHandle.current().pid()
            + "-"
            + UUID.randomUUID().toString().substring(0, 4);
    this.config = WorkerConfig.of(name);
  }

  /** Adds tasks; each name once. */
  public WorkerBuilder register(Task<?, ?>... more) {
    tasks.addAll(Arrays.asList(more));
    return this;
  }

  /** Adds an interceptor inside those there are. */
  public WorkerBuilder intercept(ExecutionInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /** Adds a hook, which adds tasks to the ends of tasks. */
  public WorkerBuilder onCompletion(CompletionHook hook) {
    hooks.add(hook);
    return this;
  }

  /** Adds a listener. */
  public WorkerBuilder listen(WorkerListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Replaces all settings. */
  public WorkerBuilder config(WorkerConfig settings) {
    config = settings;
    return this;
  }

  /** Changes settings: {@code configure(c -> c.lease(Duration.ofMinutes(1)))}. */
  public WorkerBuilder configure(UnaryOperator<WorkerConfig> change) {
    config = change.apply(config);
    return this;
  }

  /** A name for logs and metadata; default {@code worker-}, the process id and a random part. */
  public WorkerBuilder name(String name) {
    return configure(c -> c.name(name));
  }

  /**
   * Queues by name, in strict order: a later one has its turn when those before have nothing ready.
   * The worker looks into no other. Default is where its own tasks go: the queues that the defaults
   * of their types name, and the one for tasks that name none, all with the same weight.
   */
  public WorkerBuilder queues(String... inOrder) {
    return configure(c -> c.queues(List.of(inOrder)));
  }

  /** Queues by name, served in proportion to their weights, each from 1 to 1,000. */
  public WorkerBuilder weightedQueues(Map<String, Integer> weights) {
    return configure(c -> c.weightedQueues(weights));
  }

  /** Tasks that run at once, one thread each, from 1 to 10,000; default 4. */
  public WorkerBuilder concurrency(int tasksAtOnce) {
    return configure(c -> c.concurrency(tasksAtOnce));
  }

  /**
   * At most {@code limit} tasks of a queue at once, 1 or more, over all workers with this limit.
   */
  public WorkerBuilder limitQueue(String name, int limit) {
    Map<String, Integer> more = new HashMap<>(config.limits().perQueue());
    more.put(name, limit);
    return configure(c -> c.limits(new Limits(more, c.limits().perName())));
  }

  /** At most {@code limit} tasks of a name at once, 1 or more, over all workers with this limit. */
  public WorkerBuilder limitTask(String name, int limit) {
    Map<String, Integer> more = new HashMap<>(config.limits().perName());
    more.put(name, limit);
    return configure(c -> c.limits(new Limits(c.limits().perQueue(), more)));
  }

  /**
   * How long a claimed task is held without renewal, from 100 ms; default 30 s. Not a limit of how
   * long it runs: the worker renews while it does.
   */
  public WorkerBuilder lease(Duration lease) {
    return configure(c -> c.lease(lease));
  }

  /** The longest wait before looking for tasks without being told, from 1 ms; default 1 s. */
  public WorkerBuilder pollInterval(Duration interval) {
    return configure(c -> c.pollInterval(interval));
  }

  /** Runs tasks on virtual threads; needs Java 21. */
  public WorkerBuilder virtualThreads() {
    return configure(c -> c.virtualThreads(true));
  }

  /**
   * The worker, not started.
   *
   * @throws IllegalArgumentException when two tasks have one name
   */
  public Worker build() {
    TaskRegistry registry = TaskRegistry.of(tasks);
    WorkerConfig settings = config.queues().isEmpty() ? lookingForOwn(registry) : config;
    return new Worker(queue, settings, registry, interceptors, hooks, listeners);
  }

  /** In turn and not in order: no queue of several is meant to come before another. */
  private WorkerConfig lookingForOwn(TaskRegistry registry) {
    Map<String, Integer> queues = new HashMap<>();
    queues.put(queue.config().defaults().queue().orElse("default"), 1);
    for (Task<?, ?> task : registry.tasks()) {
      task.type().defaults().queue().ifPresent(name -> queues.put(name, 1));
    }
    return queues.size() == 1
        ? config.queues(List.copyOf(queues.keySet()))
        : config.weightedQueues(queues);
  }

  /** Builds the worker and starts it. */
  public Worker start() {
    Worker worker = build();
    worker.start();
    return worker;
  }
}
