package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.results.RecordStore;
import io.tasks4j.results.ResultStore;
import io.tasks4j.results.ResultStores;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the regions of code that {@code docs/results.md} shows. */
class ResultsTest {
  record Order(String customer) {}

  private static final TaskResult RESULT =
      new TaskResult(
          TaskId.next(),
          TaskStatus.SUCCESS,
          Optional.of(Payload.json("{\"path\":\"cat.jpg.200\"}")),
          Optional.empty(),
          1,
          Instant.ofEpochMilli(1_700_000_000_123L),
          Instant.ofEpochMilli(1_700_000_001_456L));

  @TempDir Path folder;

  private final AtomicInteger inside = new AtomicInteger();
  private final List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
  private String address;

  @BeforeEach
  void name() {
    address = "sqlite:" + folder.resolve("results.db");
  }

  @Test
  void a_result_is_found_and_awaited_in_a_store_of_its_own() throws Exception {
    TaskResult result = RESULT;
    TaskId id = result.id();
    // snippet: result-store
    // address: redis://host:6379 or sqlite:results.db
    try (ResultStore results = ResultStores.openResults(address)) {
      results.store(result); // false when one of this task is there: the first one stays
      Optional<TaskResult> found = results.find(id); // never waits
      Optional<TaskResult> awaited = results.await(id, Duration.ofSeconds(10));
      results.delete(id);
      // end
      assertEquals(Optional.of(result), found);
      assertEquals(found, awaited);
      assertEquals(Optional.empty(), results.find(id));
    }
  }

  @Test
  void records_are_listed_and_counted() {
    // snippet: records
    try (RecordStore records = ResultStores.openRecords(address)) {
      List<TaskMetadata> dead = records.list(TaskQuery.deadLetters().limit(50));
      Map<String, QueueStats> byQueue = records.stats();
      // end
      assertTrue(dead.isEmpty() && byQueue.isEmpty());
    }
  }

  @Test
  void a_listener_copies_results_as_tasks_end() throws Exception {
    ExecutorService copier = Executors.newSingleThreadExecutor();
    try (ResultStore archive = ResultStores.openResults(address);
        TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: copy-as-they-end
      ResultBackend results = queue.backend().results();
      WorkerListener copy =
          WorkerListener.onEnd(
              Resize.TYPE,
              (id, outcome) -> copier.execute(() -> results.find(id).ifPresent(archive::store)));
      // end
      try (Worker worker = Worker.builder(queue).register(new Resize()).listen(copy).start()) {
        TaskId id = queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200)).id();

        String value =
            archive.await(id, Duration.ofSeconds(10)).orElseThrow().value().orElseThrow().text();
        assertEquals("{\"path\":\"cat.jpg.200\"}", value);
        assertTrue(worker.stop(Duration.ofSeconds(5)));
      }
    } finally {
      copier.shutdown();
    }
  }

  @Test
  void a_pass_over_what_the_queue_keeps_copies_all_ends_however_often_it_is_made() {
    try (ResultStore archive = ResultStores.openResults(address);
        TaskQueue queue = TaskQueue.open("memory:")) {
      List<TaskId> ended = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        TaskId id = queue.enqueue(Resize.TYPE, new Image("cat.jpg", i + 1)).id();
        queue.admin().cancel(id);
        ended.add(id);
      }
      TaskId waiting = queue.enqueue(Resize.TYPE, new Image("cat.jpg", 9)).id();

      copyEnds(queue, archive);
      copyEnds(queue, archive);

      for (TaskId id : ended) {
        assertEquals(TaskStatus.CANCELLED, archive.find(id).orElseThrow().status());
      }
      assertEquals(Optional.empty(), archive.find(waiting));
    }
  }

  // snippet: copy-in-passes
  private static void copyEnds(TaskQueue queue, ResultStore archive) {
    Set<TaskStatus> ends = Set.of(TaskStatus.SUCCESS, TaskStatus.FAILURE, TaskStatus.CANCELLED);
    TaskQuery query = TaskQuery.all().statuses(ends).limit(100);
    TaskPage page;
    do {
      page = queue.admin().page(query);
      for (TaskMetadata task : page.tasks()) {
        queue.backend().results().find(task.id()).ifPresent(archive::store);
      }
      query = page.next().map(query::before).orElse(query);
    } while (page.next().isPresent());
  }

  // end

  @Test
  void one_order_of_a_customer_is_booked_at_a_time() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      TaskLock locks = queue.locks();
      Task<Order, Integer> book =
          Task.of(
              "book", Order.class, Integer.class, (order, context) -> run(locks, order, context));
      try (Worker worker = Worker.builder(queue).register(book).start()) {
        List<TaskHandle<Integer>> handles =
            queue.enqueueAll(book, List.of(new Order("7"), new Order("7")));
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
        var handle = queue.enqueue(book, order, oneAtATime);
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
    try (ResultStore results = ResultStores.openResults(address)) {
      results.store(RESULT);
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
