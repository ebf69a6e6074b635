package io.tasks4j.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.tck.faults.SharedRedis;
import io.tasks4j.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A queue whose results live elsewhere, from end to end. */
@Timeout(60)
class WorkerResultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  @TempDir Path folder;

  @Test
  void results_are_awaited_on_sqlite() throws Exception {
    awaitTwoHundred("sqlite:" + folder.resolve("results.db"));
  }

  @Test
  void results_are_awaited_on_redis() throws Exception {
    awaitTwoHundred(SharedRedis.freshUri());
  }

  private static void awaitTwoHundred(String address) throws Exception {
    Task<Integer, Integer> twice =
        Task.of("twice", Integer.class, Integer.class, (n, context) -> 2 * n);
    try (ResultBackend results = ResultBackends.open(address);
        TaskQueue queue =
            TaskQueue.open("memory:?finishedCount=0", QueueConfig.create().results(results));
        Worker worker = Worker.builder(queue).register(twice).start()) {
      List<TaskHandle<Integer>> handles =
          queue.enqueueAll(twice.type(), IntStream.range(0, 200).boxed().toList());

      for (int i = 0; i < 200; i++) {
        assertEquals(2 * i, handles.get(i).await(SOON));
      }
      assertTrue(worker.stop(SOON));
    }
  }
}
