package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.examples.docs.Resize.Thumbnail;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the regions of code that the README shows. */
class ReadmeTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void the_first_program_prints_its_greeting_in_a_jvm_of_its_own() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FirstTask.class.getName())
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();

    String printed =
        new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertTrue(program.waitFor(30, TimeUnit.SECONDS));
    assertEquals("Hello, Ada!", printed);
  }

  @Test
  void tasks_are_enqueued_one_by_one_with_options_and_many_at_once() throws Exception {
    Image image = new Image("cat.jpg", 200);
    List<Image> images = List.of(new Image("dog.jpg", 200), new Image("owl.jpg", 200));
    try (TaskQueue queue = queue()) {
      // snippet: enqueue
      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, image);

      queue.enqueue(
          Resize.TYPE,
          image,
          TaskOptions.defaults().priority(9).delay(Duration.ofMinutes(5)).header("user", "ada"));

      List<TaskHandle<Thumbnail>> handles = queue.enqueueAll(Resize.TYPE, images); // all or none
      // end

      Worker worker = startWorker(queue);
      assertEquals(new Thumbnail("cat.jpg.200"), handle.await(SOON));
      assertEquals(new Thumbnail("owl.jpg.200"), handles.get(1).await(SOON));
      assertEquals(1, queue.admin().stats().get("images").count(TaskStatus.PENDING));
      assertTrue(worker.stop(SOON));
    }
  }

  private static Worker startWorker(TaskQueue queue) {
    // snippet: worker
    Worker worker =
        Worker.builder(queue)
            .register(new Resize())
            .queues("images", "default") // "default" when "images" has nothing ready
            .concurrency(8)
            .start();
    // end
    return worker;
  }

  @Test
  void a_strategy_says_which_failures_are_tried_again() throws Exception {
    Task<Image, Thumbnail> failing =
        Task.of(
            Resize.TYPE,
            (image, context) -> {
              throw new FileNotFoundException(image.path());
            });
    try (TaskQueue queue = queue()) {
      // snippet: retry
      TaskOptions patient =
          TaskOptions.defaults()
              .retry(
                  RetryStrategy.exponentialBackoff()
                      .maxRetries(8)
                      .initialDelay(Duration.ofMillis(500))
                      .maxDelay(Duration.ofMinutes(10))
                      .retryOn(IOException.class)
                      .giveUpOn(FileNotFoundException.class));
      // end

      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, new Image("a", 1), patient);
      try (Worker worker = Worker.builder(queue).register(failing).queues("images").start()) {
        assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      }
      assertEquals(1, handle.metadata().failures());
      assertEquals(8, handle.metadata().message().retry().maxRetries());
    }
  }

  record Page(String url) {}

  record Answer(int status, String body, Duration retryAfter) {}

  /** Stands for an HTTP client. */
  interface Site {
    Answer get(String url) throws IOException;
  }

  private static Task<Page, String> fetch(Site site) {
    // snippet: decide
    Task<Page, String> fetch =
        Task.of(
            "pages.fetch",
            Page.class,
            String.class,
            (page, context) -> {
              Answer answer = site.get(page.url());
              return switch (answer.status()) {
                case 200 -> answer.body();
                case 404 -> throw context.giveUp("there is no " + page.url());
                case 429 -> throw context.retryAfter(answer.retryAfter(), new IOException("busy"));
                case 503 -> throw context.snooze(Duration.ofMinutes(1)); // no attempt used up
                default -> throw new IOException("status " + answer.status());
              };
            });
    // end
    return fetch;
  }

  @Test
  void a_task_decides_what_a_failure_means() throws Exception {
    Task<Page, String> fetch =
        fetch(url -> new Answer(Integer.parseInt(url), "body", Duration.ofMinutes(2)));
    try (TaskQueue queue = TaskQueue.open("memory:", QueueConfig.create().maxRetries(5));
        Worker worker = Worker.builder(queue).register(fetch).start()) {
      List<TaskHandle<String>> handles =
          queue.enqueueAll(
              fetch, List.of(new Page("200"), new Page("404"), new Page("429"), new Page("503")));

      assertEquals("body", handles.get(0).await(SOON));
      assertThrows(TaskExecutionException.class, () -> handles.get(1).await(SOON));
      awaitStatus(handles.get(2), TaskStatus.RETRY);
      assertEquals(1, handles.get(2).metadata().failures());
      Awaitility.await()
          .atMost(SOON)
          .until(() -> handles.get(3).metadata().startedAt().isPresent());
      awaitStatus(handles.get(3), TaskStatus.PENDING);
      assertEquals(0, handles.get(3).metadata().failures());
    }
  }

  @Test
  void dead_letters_are_listed_and_requeued() throws Exception {
    try (TaskQueue queue = queue()) {
      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, new Image("", 200));
      try (Worker worker = startWorker(queue)) {
        assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      }

      // snippet: dead
      TaskAdmin admin = queue.admin();
      for (TaskMetadata dead : admin.list(TaskQuery.deadLetters().queue("images"))) {
        System.out.println(dead.id() + ": " + dead.error().map(TaskError::message).orElse(""));
        admin.requeue(dead.id()); // due at once, with all its retries before it
      }
      // end

      assertEquals(TaskStatus.PENDING, handle.status());
    }
  }

  @Test
  void a_running_task_shows_its_progress_and_is_cancelled() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    // snippet: cancellable
    Task<Long, Long> sum =
        Task.of(
            "sum",
            Long.class,
            Long.class,
            (n, context) -> {
              long total = 0;
              for (long i = 1; i <= n && !context.cancelRequested(); i++) {
                total += i;
                context.progress(i, n);
              }
              if (context.cancelRequested()) {
                throw new InterruptedException("cancelled"); // a normal return would be a success
              }
              return total;
            });
    // end
    Task<Long, Long> seen =
        Task.of(
            sum.type(),
            (n, context) -> {
              entered.countDown();
              return sum.execute(n, context);
            });
    try (TaskQueue queue = queue();
        Worker worker = Worker.builder(queue).register(seen).start()) {
      TaskHandle<Long> handle = queue.enqueue(sum, Long.MAX_VALUE);
      assertTrue(entered.await(10, TimeUnit.SECONDS));
      Awaitility.await().atMost(SOON).until(() -> handle.progress().isPresent());

      // snippet: cancel
      handle.progress().ifPresent(p -> System.out.println(p.done() + " of " + p.total()));

      CancelResult answer = handle.cancel(); // CANCELLED if it waited, REQUESTED if it runs
      // end

      assertEquals(CancelResult.REQUESTED, answer);
      awaitStatus(handle, TaskStatus.CANCELLED);
      assertEquals(45L, queue.enqueue(sum, 9L).await(SOON));
    }
  }

  @Test
  void a_unique_key_keeps_a_second_task_out() {
    Image image = new Image("cat.jpg", 200);
    try (TaskQueue queue = queue()) {
      // snippet: unique
      TaskOptions once = TaskOptions.defaults().unique(UniqueKey.whileLive("cat.jpg"));

      TaskHandle<Thumbnail> first = queue.enqueue(Resize.TYPE, image, once);
      TaskHandle<Thumbnail> second = queue.enqueue(Resize.TYPE, image, once);

      boolean stored = second.accepted(); // false: this handle is of the first task
      // end

      assertFalse(stored);
      assertEquals(first.id(), second.id());
    }
  }

  record Order(long number) {}

  private static final TaskType<Order, Void> RECEIPT = TaskType.of("receipt", Order.class);

  @Test
  void a_task_exists_exactly_when_the_transaction_commits() throws Exception {
    String file = folder.resolve("app.db").toString();
    Order order = new Order(42);
    try (TaskQueue queue = TaskQueue.open("sqlite:" + file);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      try (Statement create = connection.createStatement()) {
        create.execute("CREATE TABLE orders (number INTEGER PRIMARY KEY)");
      }
      // snippet: transaction
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO orders (number) VALUES (?)")) {
        insert.setLong(1, order.number());
        insert.executeUpdate();
      }
      queue.inTransaction(connection).enqueue(RECEIPT, order);
      connection.commit(); // order and task, or neither
      // end

      assertEquals(1, queue.admin().list(TaskQuery.all()).size());
      queue.inTransaction(connection).enqueue(RECEIPT, order);
      connection.rollback();
      assertEquals(1, queue.admin().list(TaskQuery.all()).size());
    }
  }

  @Test
  void a_follow_up_is_enqueued_when_its_task_succeeds() throws Exception {
    // snippet: followup
    Task<Order, String> pack =
        Task.of(
            "pack",
            Order.class,
            String.class,
            (order, context) -> {
              context.enqueue(RECEIPT, order); // stored with the success of this task, once
              return "packed " + order.number();
            });
    // end
    try (TaskQueue queue = queue();
        Worker worker = Worker.builder(queue).register(pack).start()) {
      TaskHandle<String> handle = queue.enqueue(pack, new Order(42));

      assertEquals("packed 42", handle.await(SOON));
      assertTrue(queue.admin().find(TaskId.derived(handle.id(), "follow-up/0")).isPresent());
    }
  }

  @Test
  void limits_hold_over_all_workers() throws Exception {
    try (TaskQueue queue = queue()) {
      // snippet: limits
      Worker worker =
          Worker.builder(queue)
              .register(new Resize())
              .queues("images")
              .concurrency(16)
              .limitQueue("images", 4) // at most 4 tasks of this queue at once
              .limitTask("images.resize", 2) // at most 2 of this name
              .start();
      // end

      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200));
      assertEquals(new Thumbnail("cat.jpg.200"), handle.await(SOON));

      // snippet: stop
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> worker.stop(Duration.ofSeconds(20)), "stop-worker"));
      // end
      assertTrue(worker.stop(Duration.ofSeconds(20)));
    }
  }

  @Test
  void a_task_runs_inline_in_a_test() throws Exception {
    // snippet: immediate
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker = Worker.builder(queue).register(new Resize()).start()) {
      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200));

      assertEquals(new Thumbnail("cat.jpg.200"), handle.await(Duration.ZERO)); // has run already
    }
    // end
  }

  private TaskQueue queue() {
    return TaskQueue.open("sqlite:" + folder.resolve("tasks.db"));
  }

  private static void awaitStatus(TaskHandle<?> handle, TaskStatus status) {
    Awaitility.await().atMost(SOON).until(() -> handle.status() == status);
  }
}
