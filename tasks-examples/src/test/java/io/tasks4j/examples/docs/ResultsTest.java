package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.examples.docs.Resize.Thumbnail;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.store.TaskLocks;
import io.tasks4j.worker.Worker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the regions of code that {@code docs/results.md} shows. */
class ResultsTest {
  record Order(String customer) {}

  @TempDir Path folder;

  private final AtomicInteger inside = new AtomicInteger();
  private final List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
  private String address;

  @BeforeEach
  void name() {
    address = "sqlite:" + folder.resolve("results.db");
  }

  @Test
  void results_are_awaited_in_a_store_of_their_own() throws Exception {
    // snippet: results-elsewhere
    // address: redis://host:6379 or sqlite:results.db
    try (ResultBackend results = ResultBackends.open(address);
        TaskQueue queue = TaskQueue.open("memory:", QueueConfig.create().results(results));
        Worker worker = Worker.builder(queue).register(new Resize()).queues("images").start()) {
      TaskHandle<Thumbnail> handle = queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200));

      assertEquals(new Thumbnail("cat.jpg.200"), handle.await(Duration.ofSeconds(10)));
    }
    // end
  }

  @Test
  void records_are_listed_and_counted() {
    // snippet: records
    try (MetadataStore records = MetadataStores.open(address)) {
      List<TaskMetadata> dead = records.list(TaskQuery.deadLetters().limit(50));
      Map<String, QueueStats> byQueue = records.stats();
      // end
      assertTrue(dead.isEmpty() && byQueue.isEmpty());
    }
  }

  @Test
  void one_order_of_a_customer_is_booked_at_a_time() throws Exception {
    try (TaskLock locks = TaskLocks.open(address);
        TaskQueue queue = TaskQueue.open("memory:")) {
      Task<Order, Integer> book =
          Task.of(
              "book", Order.class, Integer.class, (order, context) -> run(locks, order, context));
      try (Worker worker = Worker.builder(queue).register(book).start()) {
        List<TaskHandle<Integer>> handles =
            queue.enqueueAll(book.type(), List.of(new Order("7"), new Order("7")));
        for (TaskHandle<Integer> handle : handles) {
          assertEquals(1, handle.await(Duration.ofSeconds(30)));
        }
      }
    }

    assertEquals(2, tokens.size());
    assertTrue(tokens.get(0) < tokens.get(1), tokens.toString());
  }

  @Test
  void exclusive_tasks_of_a_key_run_one_at_a_time_over_two_queues_of_one_file() throws Exception {
    Task<Order, Integer> book =
        Task.of("book", Order.class, Integer.class, (order, context) -> book(order, 0));
    Order order = new Order("7");
    String file = "sqlite:" + folder.resolve("tasks.db") + "?maxDeliveries=5";
    try (TaskQueue queue = TaskQueue.open(file);
        TaskQueue other = TaskQueue.open(file);
        Worker first = Worker.builder(queue).register(book).start();
        Worker second = Worker.builder(other).register(book).start()) {
      List<TaskHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // snippet: exclusive
        TaskOptions oneAtATime = TaskOptions.defaults().exclusive("customer-" + order.customer());
        var handle = queue.enqueue(book.type(), order, oneAtATime);
        // end
        handles.add(handle);
      }

      for (TaskHandle<Integer> handle : handles) {
        assertEquals(1, handle.await(Duration.ofSeconds(30)));
      }
      assertTrue(first.stop(Duration.ofSeconds(5)));
      assertTrue(second.stop(Duration.ofSeconds(5)));
    }
  }

  private Integer run(TaskLock locks, Order order, TaskContext context) throws Exception {
    // snippet: lock
    try (HeldLock lock =
        locks
            .acquire("customer-" + order.customer(), Duration.ofSeconds(30))
            .orElseThrow(() -> context.snooze(Duration.ofSeconds(5)))) {
      return book(order, lock.token());
    }
    // end
  }

  private int book(Order order, long token) {
    assertEquals("7", order.customer());
    tokens.add(token);
    int now = inside.incrementAndGet();
    LockSupport.parkNanos(50_000_000);
    inside.decrementAndGet();
    return now;
  }

  @Test
  void a_result_is_written_as_the_page_shows() throws Exception {
    TaskResult result =
        new TaskResult(
            TaskId.next(),
            TaskStatus.SUCCESS,
            Optional.of(Payload.json("{\"path\":\"cat.jpg.200\"}")),
            Optional.empty(),
            1,
            Instant.ofEpochMilli(1_700_000_000_123L),
            Instant.ofEpochMilli(1_700_000_001_456L));
    try (ResultBackend results = ResultBackends.open(address)) {
      results.store(result);
    }

    String page =
        Docs.blocks(Docs.root().resolve("docs/results.md")).stream()
            .filter(block -> block.language().equals("json"))
            .map(Docs.Block::text)
            .findFirst()
            .orElseThrow();
    try (Connection c = DriverManager.getConnection("jdbc:" + address);
        Statement s = c.createStatement();
        ResultSet row = s.executeQuery("SELECT CAST(json AS TEXT) FROM tasks4j_results")) {
      assertEquals(page.replaceAll("\\n ?", ""), row.getString(1));
    }
  }
}
