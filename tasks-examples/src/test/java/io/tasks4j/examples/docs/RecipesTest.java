package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the regions of code that {@code docs/recipes.md} shows. */
class RecipesTest {
  // snippet: recipe-payload
  record Order(int number, int cents, Optional<String> coupon) {} // coupon came later

  // end

  /** As it was before. */
  record OldOrder(int number, int cents) {}

  private static final TaskType<Order, Void> CHARGE = TaskType.of("charge", Order.class);
  private static final TaskType<OldOrder, Void> OLD_CHARGE = TaskType.of("charge", OldOrder.class);
  private static final Order ORDER = new Order(7, 1_250, Optional.empty());

  private final Payments payments = new Payments();
  private final Mail mail = new Mail();
  private final Database database = new Database();

  /** Keeps one charge for a key. */
  private static final class Payments {
    private final Map<String, Integer> charges = new LinkedHashMap<>();

    synchronized void charge(String key, int cents) {
      charges.putIfAbsent(key, cents);
    }
  }

  /** Fails once. */
  private static final class Mail {
    private final List<String> sent = new ArrayList<>();
    private boolean tried;

    synchronized void send(String text) {
      if (!tried) {
        tried = true;
        throw new IllegalStateException("the mail server is away");
      }
      sent.add(text);
    }
  }

  /** Whatever is asked for, it has one order. */
  private static final class Database {
    List<Order> ordersSince(Instant instant) {
      return instant.isBefore(Instant.now()) ? List.of(ORDER) : List.of();
    }
  }

  private static TaskQueue open() {
    TaskOptions quickly =
        TaskOptions.defaults().retry(RetryStrategy.fixedDelay(Duration.ofMillis(1)));
    return TaskQueue.open("memory:", QueueConfig.create().defaults(quickly));
  }

  private Task<Order, Void> charge() {
    // snippet: recipe-idempotent
    Task<Order, Void> charge =
        Task.of(
            CHARGE,
            (order, context) -> {
              // A payment provider, or a table with a unique column, keeps one charge for a key.
              payments.charge(context.id().toString(), order.cents());
              mail.send("charged " + order.cents());
              return null;
            });
    // end
    return charge;
  }

  private static Worker start(TaskQueue queue, Task<Order, Void> charge) {
    // snippet: recipe-limits
    Worker worker =
        Worker.builder(queue)
            .register(charge)
            .limitTask("charge", 5) // five at once, over all workers of the store
            .start();
    // end
    return worker;
  }

  @Test
  void the_first_example_has_the_lines_that_the_page_says_and_ours_has_the_fewest()
      throws IOException {
    String page = Docs.read(Docs.root().resolve("docs/recipes.md"));
    long ours = lines("first");

    assertTrue(page.contains("| Tasks4J | " + ours + " |"), () -> "Tasks4J: " + ours);
    for (String other : List.of("db-scheduler", "JobRunr")) {
      long theirs = lines("first-" + other.toLowerCase(Locale.ROOT));
      assertTrue(ours <= theirs, () -> other + " needs " + theirs + ", and Tasks4J " + ours);
      String row = "\\| " + other + " [0-9.]+ \\| " + theirs + " \\|";
      assertTrue(Pattern.compile(row).matcher(page).find(), () -> other + ": " + theirs);
    }
  }

  private static long lines(String snippet) throws IOException {
    return Docs.snippets().get(snippet).lines().filter(line -> !line.isBlank()).count();
  }

  @Test
  void a_task_that_runs_twice_charges_once() throws Exception {
    try (TaskQueue queue = open();
        Worker ignored = start(queue, charge())) {
      TaskHandle<Void> handle = queue.enqueue(CHARGE, ORDER);
      handle.await(Duration.ofSeconds(10));

      assertEquals(Map.of(handle.id().toString(), 1_250), payments.charges);
      assertEquals(List.of("charged 1250"), mail.sent);
    }
  }

  @Test
  void what_is_enqueued_again_under_its_id_is_stored_once() {
    Instant lastHour = Instant.now().minus(Duration.ofHours(1));
    try (TaskQueue queue = open()) {
      for (int i = 0; i < 3; i++) {
        // snippet: recipe-outbox
        for (Order order : database.ordersSince(lastHour)) {
          TaskId id = TaskId.derived("charge order " + order.number());
          queue.enqueue(
              CHARGE, order, TaskOptions.defaults().id(id)); // once, however often this runs
        }
        // end
      }

      assertEquals(1, queue.admin().stats().get("default").count(TaskStatus.PENDING));
    }
  }

  @Test
  void a_payload_of_before_a_member_came_is_read() throws Exception {
    try (TaskQueue queue = open();
        Worker ignored = start(queue, charge())) {
      queue.enqueue(OLD_CHARGE, new OldOrder(8, 300)).await(Duration.ofSeconds(10));

      assertEquals(List.of(300), List.copyOf(payments.charges.values()));
    }
  }
}
