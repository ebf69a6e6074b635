package io.tasks4j.schedule;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.backend.memory.MemoryScheduleStore;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scheduler with its thread, in real time. */
@Timeout(60)
class SchedulerThreadTest {
  private static final Schedule SECONDLY = Schedule.fixedRate(Duration.ofSeconds(1));

  private final Shaky backend = new Shaky();
  private final TaskQueue queue = TaskQueue.over(backend);

  @AfterEach
  void close() {
    backend.hang.countDown();
    queue.close();
  }

  @Test
  void ticks_come_on_time_and_never_early() {
    try (Scheduler scheduler =
        Scheduler.builder(queue).add("report", SECONDLY, Rig.REPORT, "").start()) {
      await().until(() -> tasks().size() >= 3);

      for (TaskMetadata task : tasks()) {
        Instant tick = Instant.parse(task.message().headers().get(Scheduler.TICK_HEADER));
        assertFalse(task.enqueuedAt().isBefore(tick), task.enqueuedAt() + " before " + tick);
        assertTrue(task.enqueuedAt().isBefore(tick.plusSeconds(1)), task.enqueuedAt() + " late");
      }
      assertTrue(thread(scheduler).isDaemon());
    }
  }

  @Test
  void a_change_in_this_process_takes_effect_at_once_whatever_the_poll_interval() {
    try (Scheduler scheduler = Scheduler.builder(queue).pollInterval(Duration.ofDays(1)).start()) {
      await().until(() -> backend.looks.get() > 0);

      scheduler.schedules().add("report", SECONDLY, Rig.REPORT, "");

      await().until(() -> !tasks().isEmpty());
    }
  }

  @Test
  void a_change_by_another_process_is_noticed_within_the_poll_interval() {
    try (Scheduler scheduler =
        Scheduler.builder(queue).pollInterval(Duration.ofMillis(50)).start()) {
      await().until(() -> backend.looks.get() > 0);

      Schedules.of(queue).add("report", SECONDLY, Rig.REPORT, "");

      await().until(() -> !tasks().isEmpty());
    }
  }

  @Test
  void an_outage_ends_by_itself() {
    try (Scheduler scheduler =
        Scheduler.builder(queue).add("report", SECONDLY, Rig.REPORT, "").start()) {
      await().until(() -> !tasks().isEmpty());
      backend.away = true;
      int looks = backend.looks.get();
      await().until(() -> backend.looks.get() > looks + 3);
      int before = tasks().size();

      backend.away = false;

      await().until(() -> tasks().size() > before);
    }
  }

  @Test
  void close_ends_the_thread_and_may_be_called_twice() throws Exception {
    Scheduler scheduler = Scheduler.builder(queue).pollInterval(Duration.ofDays(1)).start();
    await().until(() -> backend.looks.get() > 0);
    Thread thread = thread(scheduler);

    scheduler.close();
    scheduler.close();

    assertFalse(thread.isAlive());
    Scheduler.builder(queue).open().close();
  }

  @Test
  void close_returns_although_the_backend_hangs() throws Exception {
    backend.hangs = true;
    Scheduler scheduler = Scheduler.builder(queue).start();
    await().until(() -> backend.looks.get() > 0);
    long began = System.nanoTime();

    scheduler.close();

    assertTrue(System.nanoTime() - began < Duration.ofSeconds(15).toNanos());
    Thread thread = thread(scheduler);
    assertTrue(thread.isAlive());
    backend.hang.countDown();
    thread.join();
  }

  @Test
  void an_idle_scheduler_looks_once_in_a_poll_interval() throws Exception {
    try (Scheduler scheduler =
        Scheduler.builder(queue).pollInterval(Duration.ofMillis(100)).start()) {
      await().until(() -> backend.looks.get() > 0);
      int before = backend.looks.get();
      long began = System.nanoTime();
      await().until(() -> backend.looks.get() >= before + 10);

      assertTrue(System.nanoTime() - began >= Duration.ofMillis(800).toNanos());
    }
  }

  @Test
  void schedules_can_be_kept_in_a_store_of_their_own() {
    MemoryScheduleStore store = new MemoryScheduleStore(InstantSource.system());
    try (Scheduler scheduler =
        Scheduler.builder(queue).store(store).add("report", SECONDLY, Rig.REPORT, "").start()) {
      await().until(() -> !tasks().isEmpty());

      assertTrue(store.find("report").isPresent());
      assertEquals(List.of(), Schedules.of(queue).list());
      assertEquals(1, Schedules.of(queue, store).list().size());
    }
  }

  private static Thread thread(Scheduler scheduler) {
    return scheduler.thread().orElseThrow();
  }

  private List<TaskMetadata> tasks() {
    return queue.admin().list(TaskQuery.all());
  }

  /** A backend whose schedules can be away, or hang. */
  private static final class Shaky extends ForwardingBackend {
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch hang = new CountDownLatch(1);
    private volatile boolean away;
    private volatile boolean hangs;

    Shaky() {
      this(new MemoryBackend());
    }

    private Shaky(TaskBackend real) {
      super(real);
    }

    @Override
    public ScheduleStore schedules() {
      return new ForwardingScheduleStore(super.schedules()) {
        @Override
        public DueSchedules due(Duration ahead, int max) {
          looks.incrementAndGet();
          if (away) {
            throw new BackendUnavailableException("away", null);
          }
          if (hangs) {
            try {
              hang.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return super.due(ahead, max);
        }
      };
    }
  }
}
