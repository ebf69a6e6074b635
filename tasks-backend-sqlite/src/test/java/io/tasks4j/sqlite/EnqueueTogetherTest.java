package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.ids;
import static io.tasks4j.sqlite.Fixtures.idsOf;
import static io.tasks4j.sqlite.Fixtures.message;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.UniqueKey;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows by one statement, also of several callers: each gets its own answer. */
class EnqueueTogetherTest {
  @TempDir Path folder;
  private SqliteBackend backend;

  @BeforeEach
  void open() {
    backend = SqliteBackend.open(folder.resolve("tasks.db"));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void a_batch_of_any_size_keeps_its_order() {
    for (int size = 1; size < 40; size++) {
      List<TaskMessage> batch = tasks(size);

      backend.enqueue(batch);

      assertEquals(idsOf(batch), ids(claim(backend, 100)));
    }
  }

  @Test
  void tasks_of_other_kinds_between_plain_ones_keep_their_place() {
    TaskMessage unique = message().unique(Optional.of(UniqueKey.whileLive("key"))).build();
    List<TaskMessage> batch = List.of(task(), task(), unique, task(), task(), task());

    backend.enqueue(batch);

    assertEquals(idsOf(batch), ids(claim(backend, 10)));
  }

  @Test
  void an_id_that_is_there_costs_the_others_of_a_batch_nothing() {
    List<TaskMessage> first = tasks(2);
    backend.enqueue(first);
    List<TaskMessage> batch = new ArrayList<>(tasks(10));
    batch.add(5, first.get(0));
    batch.add(batch.get(0));

    List<EnqueueResult> results = backend.enqueue(batch);

    assertEquals(idsOf(batch), results.stream().map(EnqueueResult::id).toList());
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).accepted()) {
        refused.add(i);
      }
    }
    assertEquals(List.of(5, 11), refused);
    assertEquals(12, claim(backend, 100).size());
  }

  @Test
  void of_eight_callers_with_the_same_tasks_each_is_accepted_from_one() throws Exception {
    List<TaskMessage> same = tasks(200);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Integer>> accepted = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      accepted.add(
          threads.submit(
              () -> {
                int count = 0;
                for (TaskMessage message : same) {
                  count += backend.enqueue(List.of(message)).get(0).accepted() ? 1 : 0;
                }
                return count;
              }));
    }
    threads.shutdown();

    int sum = 0;
    for (Future<Integer> each : accepted) {
      sum += each.get(30, TimeUnit.SECONDS);
    }

    assertEquals(200, sum);
    assertEquals(new HashSet<>(idsOf(same)), new HashSet<>(ids(claim(backend, 1_000))));
  }
}
