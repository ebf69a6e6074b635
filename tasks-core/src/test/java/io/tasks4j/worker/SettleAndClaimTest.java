package io.tasks4j.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A busy worker settles and claims in one call. */
class SettleAndClaimTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  /** A memory backend that counts what comes by the fused call, and can refuse a settlement. */
  private static final class Backend extends ForwardingBackend {
    final AtomicInteger claimedAlong = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final Set<TaskId> refused = ConcurrentHashMap.newKeySet();
    final AtomicInteger refusals = new AtomicInteger();
    volatile CountDownLatch onRefusal = new CountDownLatch(0);

    Backend() {
      super(new MemoryBackend());
    }

    @Override
    public Exchanged exchange(Exchange exchange) {
      check(exchange.settlements());
      Exchanged answer = super.exchange(exchange);
      claimedAlong.addAndGet(answer.claims().claims().size());
      return answer;
    }

    private static void waitFor(CountDownLatch latch) {
      try {
        assertTrue(latch.await(2 * SOON.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void check(List<Settlement> settlements) {
      if (failures.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
        throw new BackendUnavailableException("away", null);
      }
      if (settlements.stream().anyMatch(s -> refused.contains(s.claim().id()))) {
        boolean second = refusals.incrementAndGet() == 2;
        if (second) {
          waitFor(onRefusal);
        }
        throw new IllegalStateException("no such settlement here");
      }
    }
  }

  private final Backend backend = new Backend();
  private final AtomicInteger runs = new AtomicInteger();
  private final Task<Integer, Integer> task =
      Task.of(
          TYPE,
          (n, c) -> {
            runs.incrementAndGet();
            return n;
          });

  @Test
  void most_tasks_come_with_a_settlement() throws Exception {
    try (TaskQueue queue = TaskQueue.over(backend)) {
      List<TaskHandle<Integer>> handles =
          queue.enqueueAll(TYPE, IntStream.range(0, 2_000).boxed().toList());

      try (Worker worker = Worker.builder(queue).register(task).concurrency(4).start()) {
        for (TaskHandle<Integer> handle : handles) {
          int ignored = handle.await(SOON);
        }
        assertTrue(worker.stop(SOON));
      }
    }

    assertEquals(2_000, runs.get());
    int along = backend.claimedAlong.get();
    assertTrue(along > 1_000, () -> "only " + along + " came along");
  }

  @Test
  void a_settlement_that_is_refused_holds_up_no_claim() throws Exception {
    CountDownLatch left = new CountDownLatch(51);
    Task<Integer, Integer> counting =
        Task.of(
            TYPE,
            (n, c) -> {
              left.countDown();
              return n;
            });
    // The settler is stuck with its second try of the bad one until all others have run.
    backend.onRefusal = left;
    try (TaskQueue queue = TaskQueue.over(backend)) {
      TaskHandle<Integer> bad = queue.enqueue(TYPE, -1);
      backend.refused.add(bad.id());
      queue.enqueueAll(TYPE, IntStream.range(0, 50).boxed().toList());

      try (Worker worker = Worker.builder(queue).register(counting).concurrency(1).start()) {
        assertTrue(left.await(SOON.toSeconds(), TimeUnit.SECONDS));
        backend.refused.clear();
        assertEquals(-1, bad.await(SOON));
        assertTrue(worker.stop(SOON));
      }
    }
  }

  @Test
  void an_outage_in_the_midst_of_it_loses_nothing() throws Exception {
    try (TaskQueue queue = TaskQueue.over(backend)) {
      List<TaskHandle<Integer>> handles = new ArrayList<>();
      try (Worker worker = Worker.builder(queue).register(task).concurrency(2).start()) {
        for (int i = 0; i < 20; i++) {
          backend.failures.set(2);
          handles.addAll(queue.enqueueAll(TYPE, List.of(1, 2, 3, 4, 5)));
          int ignored = handles.get(handles.size() - 1).await(SOON);
        }
        for (TaskHandle<Integer> handle : handles) {
          int ignored = handle.await(SOON);
        }
        assertTrue(worker.stop(SOON));
      }
    }

    assertEquals(100, runs.get());
  }
}
