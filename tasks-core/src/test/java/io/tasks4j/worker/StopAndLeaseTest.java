package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopAndLeaseTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration LEASE = Duration.ofMillis(300);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int RENEWALS_OF_THREE_LEASES = 10;

  @Test
  void a_stop_that_waits_longer_than_the_lease_keeps_it_beside_an_idle_worker() throws Exception {
    Renewals backend = new Renewals(new MemoryBackend());
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, context) -> {
              runs.incrementAndGet();
              running.countDown();
              go.await();
              return context.attempt();
            });
    try (TaskQueue queue = TaskQueue.over(backend);
        Worker stopping = Worker.builder(queue).register(task).lease(LEASE).start()) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
      running.await();
      try (Worker idle = Worker.builder(queue).register(task).lease(LEASE).start()) {
        int before = backend.count.get();

        CompletableFuture<Boolean> stopped =
            CompletableFuture.supplyAsync(() -> stopping.stop(SOON));
        await().until(() -> backend.count.get() >= before + RENEWALS_OF_THREE_LEASES);
        go.countDown();

        assertTrue(stopped.get());
        assertEquals(1, handle.await(SOON));
        assertEquals(1, runs.get());
      }
    }
  }

  /** Counts renewals that are not empty. */
  private static final class Renewals extends ForwardingBackend {
    private final AtomicInteger count = new AtomicInteger();

    Renewals(TaskBackend next) {
      super(next);
    }

    @Override
    public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
      count.addAndGet(renewals.size());
      return super.renew(renewals, lease);
    }
  }
}
