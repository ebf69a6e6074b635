package io.tasks4j.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskType;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The last progress of a task, when it was on its way as the renewal failed. */
class LastProgressTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void progress_that_a_failed_renewal_had_along_comes_with_the_end() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    ForwardingBackend away =
        new ForwardingBackend(new MemoryBackend()) {
          @Override
          public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
            if (renewals.stream().anyMatch(r -> r.progress().isPresent())) {
              failed.countDown();
              throw new BackendUnavailableException("away", null);
            }
            return super.renew(renewals, lease);
          }
        };
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              c.progress(7, 10, "nearly");
              assertTrue(failed.await(20, TimeUnit.SECONDS));
              return n;
            });
    try (TaskQueue queue = TaskQueue.over(away);
        Worker worker = Worker.builder(queue).register(task).start()) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
      assertEquals(1, handle.await(SOON));
      assertEquals(Optional.of(new TaskProgress(7, 10, "nearly")), handle.metadata().progress());
      assertTrue(worker.stop(SOON));
    }
  }
}
