package io.tasks4j.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.spring.Greetings.Greeting;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the starter makes of properties and beans. */
class TasksAutoConfigurationTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final TaskType<String, Boolean> WHERE =
      TaskType.of("where", String.class, Boolean.class);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TasksAutoConfiguration.class))
          .withPropertyValues("tasks4j.address=memory:");

  @Test
  void a_task_that_is_a_bean_runs() {
    runner
        .withBean(Greetings.class)
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);

              TaskHandle<String> handle = queue.enqueue(Greetings.TYPE, new Greeting("Ada"));

              assertEquals("Hello, Ada!", handle.await(SOON));
            });
  }

  @Test
  void properties_of_the_worker_reach_it_and_the_others_keep_their_defaults() {
    runner
        .withPropertyValues(
            "tasks4j.worker.name=shop",
            "tasks4j.worker.queues=mail,images",
            "tasks4j.worker.concurrency=2",
            "tasks4j.worker.poll-interval=200ms",
            "tasks4j.worker.lease=20s",
            "tasks4j.worker.stop-timeout=3s",
            "tasks4j.worker.virtual-threads=false")
        .run(
            context -> {
              WorkerConfig config = worker(context.getBean(WorkerLifecycle.class)).config();

              assertEquals(
                  WorkerConfig.of("shop")
                      .queues(List.of("mail", "images"))
                      .concurrency(2)
                      .pollInterval(Duration.ofMillis(200))
                      .lease(Duration.ofSeconds(20))
                      .stopTimeout(Duration.ofSeconds(3)),
                  config);
            });
    runner.run(
        context -> {
          WorkerConfig config = worker(context.getBean(WorkerLifecycle.class)).config();

          assertEquals(WorkerConfig.of(config.name()).queues(List.of("default")), config);
        });
  }

  @Test
  void a_worker_without_queues_looks_where_the_tasks_among_the_beans_go() {
    TaskType<Greeting, String> mailed =
        TaskType.of("mailed", Greeting.class, String.class)
            .withDefaults(TaskOptions.defaults().queue("mail"));
    runner
        .withBean("mailed", Task.class, () -> Task.of(mailed, (g, context) -> g.name()))
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);

              assertEquals("Ada", queue.enqueue(mailed, new Greeting("Ada")).await(SOON));
              assertEquals(
                  Set.of("default", "mail"),
                  worker(context.getBean(WorkerLifecycle.class)).config().queueNames());
            });
  }

  @Test
  void a_wrong_property_fails_the_start_and_says_what_would_do() {
    runner
        .withPropertyValues("tasks4j.worker.concurrency=0")
        .run(context -> assertFailure(context.getStartupFailure(), "concurrency must be from 1"));
    runner
        .withPropertyValues("tasks4j.address=")
        .run(context -> assertFailure(context.getStartupFailure(), "tasks4j.address is not set"));
  }

  @Test
  void tasks_run_on_virtual_threads_where_java_has_them_and_elsewhere_the_start_says_so() {
    ApplicationContextRunner virtual =
        runner
            .withPropertyValues("tasks4j.worker.virtual-threads=true")
            .withBean(Task.class, () -> Task.of(WHERE, (payload, context) -> isVirtual()));
    virtual.run(
        context -> {
          if (Runtime.version().feature() < 21) {
            assertFailure(context.getStartupFailure(), "virtual threads need Java 21 or later");
          } else {
            TaskQueue queue = context.getBean(TaskQueue.class);
            assertEquals(true, queue.enqueue(WHERE, "").await(SOON));
          }
        });
    virtual
        .withPropertyValues("tasks4j.worker.virtual-threads=false")
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);
              assertEquals(false, queue.enqueue(WHERE, "").await(SOON));
            });
  }

  /** Asked by name, as this is compiled for Java 17. */
  private static boolean isVirtual() throws Exception {
    return Runtime.version().feature() >= 21
        && (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
  }

  @Test
  void nothing_is_there_when_it_is_turned_off() {
    runner
        .withPropertyValues("tasks4j.enabled=false")
        .run(
            context -> {
              assertEquals(Set.of(), context.getBeansOfType(TaskQueue.class).keySet());
              assertEquals(Set.of(), context.getBeansOfType(WorkerLifecycle.class).keySet());
            });
  }

  @Test
  void a_process_without_worker_enqueues_only() {
    runner
        .withPropertyValues("tasks4j.worker.enabled=false")
        .withBean(Greetings.class)
        .run(
            context -> {
              assertEquals(Set.of(), context.getBeansOfType(WorkerLifecycle.class).keySet());

              TaskQueue queue = context.getBean(TaskQueue.class);
              TaskId id = queue.enqueue(Greetings.TYPE, new Greeting("Ada")).id();

              assertEquals(TaskStatus.PENDING, queue.handle(Greetings.TYPE, id).status());
            });
  }

  @Test
  void beans_of_the_application_come_first() {
    TaskQueue own = TaskQueue.open("memory:");
    runner
        .withPropertyValues("tasks4j.address=")
        .withBean(TaskQueue.class, () -> own)
        .run(context -> assertEquals(own, context.getBean(TaskQueue.class)));
    runner
        .withBean(QueueConfig.class, () -> QueueConfig.create().name("mail"))
        .withBean(
            WorkerCustomizer.class, () -> builder -> builder.concurrency(1).register(greetAnew()))
        .run(
            context -> {
              Worker worker = worker(context.getBean(WorkerLifecycle.class));

              assertEquals(Set.of("mail"), worker.config().queueNames());
              assertEquals(1, worker.config().concurrency());
              assertEquals(
                  "again",
                  context
                      .getBean(TaskQueue.class)
                      .enqueue(greetAnew(), new Greeting("Ada"))
                      .await(SOON));
            });
  }

  @Test
  void a_context_that_stops_and_starts_has_another_worker() {
    runner
        .withBean(Greetings.class)
        .run(
            context -> {
              WorkerLifecycle lifecycle = context.getBean(WorkerLifecycle.class);
              Worker first = worker(lifecycle);

              context.getSourceApplicationContext().stop();
              assertFalse(lifecycle.isRunning());
              context.getSourceApplicationContext().start();

              assertNotSame(first, worker(lifecycle));
              TaskQueue queue = context.getBean(TaskQueue.class);
              assertEquals(
                  "Hello, Ada!", queue.enqueue(Greetings.TYPE, new Greeting("Ada")).await(SOON));
            });
  }

  @Test
  void closing_the_context_lets_a_running_task_finish(@TempDir Path folder) throws Exception {
    String address = "sqlite:" + folder.resolve("tasks.db");
    CountDownLatch started = new CountDownLatch(1);
    TaskType<Greeting, String> type = TaskType.of("slow", Greeting.class, String.class);
    Task<Greeting, String> slow =
        Task.of(
            type,
            (greeting, context) -> {
              // The claim loop ends as soon as the worker is told to stop.
              Thread claims = thread("tasks4j-shop-claim");
              started.countDown();
              claims.join(10_000);
              // Goes on for a while, and is not interrupted.
              boolean never = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
              return claims.isAlive() || never ? "nobody stops" : "finished";
            });
    TaskId id = TaskId.next();

    runner
        .withPropertyValues("tasks4j.address=" + address, "tasks4j.worker.name=shop")
        .withBean(Task.class, () -> slow)
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);
              queue.enqueue(type, new Greeting("Ada"), TaskOptions.defaults().id(id));
              assertTrue(started.await(10, TimeUnit.SECONDS));
            });

    try (TaskQueue queue = TaskQueue.open(address)) {
      assertEquals("finished", queue.handle(type, id).await(Duration.ZERO));
    }
  }

  @Test
  void metrics_are_there_when_there_is_a_registry() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(Greetings.class)
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);
              queue.enqueue(Greetings.TYPE, new Greeting("Ada")).await(SOON);

              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertEquals(4, registry.get("tasks4j.worker.slots.max").gauge().value());
            });
    runner.run(
        context -> assertEquals(Set.of(), context.getBeansOfType(TaskMetrics.class).keySet()));
  }

  @Test
  void the_rest_works_without_what_is_optional() {
    runner
        .withBean(Greetings.class)
        .withClassLoader(
            new FilteredClassLoader(
                "io.tasks4j.micrometer",
                "io.tasks4j.dashboard",
                "io.micrometer",
                "jakarta.servlet",
                "org.springframework.boot.actuate",
                "org.springframework.boot.health",
                TransactionSynchronizationManager.class.getPackageName()))
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);
              assertEquals(
                  "Hello, Ada!", queue.enqueue(Greetings.TYPE, new Greeting("Ada")).await(SOON));
              assertFalse(context.containsBean("tasks4jAfterCommitQueue"));
              assertFalse(context.containsBean("tasks4jHealthIndicator"));
            });
  }

  private static Task<Greeting, String> greetAnew() {
    return Task.of("greet-anew", Greeting.class, String.class, (greeting, context) -> "again");
  }

  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static Worker worker(WorkerLifecycle lifecycle) {
    return lifecycle.worker().orElseThrow();
  }

  private static void assertFailure(Throwable failure, String message) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertTrue(cause.getMessage().contains(message), cause.toString());
  }
}
