package io.tasks4j.micrometer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void executions_are_timed_and_counted_by_outcome() throws Exception {
    try (Site site = new Site();
        Worker worker =
            site.worker(
                    (payload, context) -> {
                      switch (payload) {
                        case "fails once" -> {
                          if (context.attempt() == 1) {
                            throw new IllegalStateException("once");
                          }
                        }
                        case "gives up" -> throw context.giveUp("no use");
                        case "snoozes" -> throw context.snooze(Duration.ofDays(1));
                        default -> {}
                      }
                      return null;
                    })
                .start()) {
      site.queue.enqueue(Site.TYPE, "works").await(PATIENCE);
      site.queue.enqueue(Site.TYPE, "fails once").await(PATIENCE);
      TaskHandle<Void> givesUp = site.queue.enqueue(Site.TYPE, "gives up");
      assertThrows(TaskException.class, () -> givesUp.await(PATIENCE));
      site.queue.enqueue(Site.TYPE, "snoozes");

      await().untilAsserted(() -> assertEquals(1, site.runs("released")));
      assertEquals(2, site.runs("success"));
      assertEquals(1, site.runs("retry"));
      assertEquals(1, site.runs("failure"));
    }
  }

  @Test
  void a_running_task_that_is_cancelled_counts_as_cancelled() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    try (Site site = new Site();
        Worker worker =
            site.worker(
                    (payload, context) -> {
                      started.countDown();
                      new CountDownLatch(1).await();
                      return null;
                    })
                .start()) {
      TaskHandle<Void> handle = site.queue.enqueue(Site.TYPE, "Ada");
      assertTrue(started.await(20, TimeUnit.SECONDS));

      handle.cancel();

      await().untilAsserted(() -> assertEquals(1, site.runs("cancelled")));
      assertTrue(site.count(MeterNames.LEASE_RENEWALS, "state", "cancel_requested") >= 1);
    }
  }

  @Test
  void a_name_that_no_worker_knows_counts_as_unknown() {
    TaskType<String, Void> stranger = TaskType.of("stranger", String.class);
    try (Site site = new Site();
        Worker worker = site.worker((payload, context) -> null).start()) {
      site.queue.enqueue(stranger, "Ada", TaskOptions.defaults().queue("mail"));

      await()
          .untilAsserted(
              () ->
                  assertEquals(
                      1,
                      timer(site, MeterNames.TASK_RUN, "task", "stranger", "outcome", "unknown")));
    }
  }

  @Test
  void the_wait_is_from_when_a_task_is_due_to_its_start() throws Exception {
    try (Site site = new Site()) {
      TaskHandle<Void> handle =
          site.queue.enqueue(Site.TYPE, "Ada", TaskOptions.defaults().delay(Duration.ofMinutes(2)));
      site.pass(Duration.ofMinutes(2).plusSeconds(7));
      try (Worker worker = site.worker((payload, context) -> null).start()) {
        handle.await(PATIENCE);
      }

      Timer wait = site.registry.get(MeterNames.TASK_WAIT).tags("task", "mail.send").timer();
      assertEquals(1, wait.count());
      assertEquals(7, wait.totalTime(TimeUnit.SECONDS));
    }
  }

  @Test
  void slots_show_used_and_total_over_all_workers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Site site = new Site()) {
      try (Worker one = site.worker(waiting(end)).concurrency(3).start();
          Worker two = site.worker(waiting(end)).concurrency(5).start()) {
        site.queue.enqueue(Site.TYPE, "Ada");
        site.queue.enqueue(Site.TYPE, "Bob");

        await().untilAsserted(() -> assertEquals(2, site.gauge(MeterNames.WORKER_SLOTS_USED)));
        assertEquals(8, site.gauge(MeterNames.WORKER_SLOTS_MAX));
        end.countDown();
        await().untilAsserted(() -> assertEquals(0, site.gauge(MeterNames.WORKER_SLOTS_USED)));
      }

      assertEquals(0, site.gauge(MeterNames.WORKER_SLOTS_MAX));
    }
  }

  @Test
  void renewals_of_leases_are_counted() {
    CountDownLatch end = new CountDownLatch(1);
    try (Site site = new Site();
        Worker worker = site.worker(waiting(end)).lease(Duration.ofMillis(300)).start()) {
      assertEquals(0, site.count(MeterNames.LEASE_RENEWALS, "state", "held"));

      site.queue.enqueue(Site.TYPE, "Ada");

      await().until(() -> site.count(MeterNames.LEASE_RENEWALS, "state", "held") >= 3);
      end.countDown();
    }
  }

  @Test
  void a_delivery_that_another_worker_lost_is_counted() {
    try (Site site = new Site()) {
      site.queue.enqueue(Site.TYPE, "Ada");
      site.queue.backend().claim(ClaimRequest.of("killed", "mail", Duration.ofMinutes(1)));
      site.pass(Duration.ofMinutes(2));

      try (Worker worker = site.worker((payload, context) -> null).start()) {
        await()
            .untilAsserted(
                () ->
                    assertEquals(
                        1,
                        site.count(
                            MeterNames.TASK_LOST,
                            "queue",
                            "mail",
                            "task",
                            "mail.send",
                            "next",
                            "retry")));
        await().untilAsserted(() -> assertEquals(1, site.runs("success")));
      }
    }
  }

  @Test
  void an_outage_is_counted_once() {
    AtomicBoolean away = new AtomicBoolean(true);
    try (Site site =
            new Site(
                new SimpleMeterRegistry(),
                real ->
                    new ForwardingBackend(real) {
                      @Override
                      public Claims claim(ClaimRequest request) {
                        if (away.get()) {
                          throw new BackendUnavailableException("away", null);
                        }
                        return super.claim(request);
                      }
                    });
        Worker worker = site.worker((payload, context) -> null).start()) {
      site.queue.enqueue(Site.TYPE, "Ada");
      await().untilAsserted(() -> assertEquals(1, site.count(MeterNames.BACKEND_OUTAGES)));

      away.set(false);

      await().untilAsserted(() -> assertEquals(1, site.runs("success")));
      assertEquals(1, site.count(MeterNames.BACKEND_OUTAGES));
    }
  }

  @Test
  void names_without_end_make_no_series_without_end() {
    try (Site site = new Site()) {
      TaskBackend backend = site.queue.backend();
      for (int i = 0; i < 1_200; i++) {
        site.queue.enqueue(
            TaskType.of("name-" + i, String.class), "Ada", TaskOptions.defaults().queue("mail"));
      }

      backend
          .claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(1)).max(1_200))
          .claims()
          .forEach(site.metrics::started);

      assertEquals(1_001, site.registry.find(MeterNames.TASK_WAIT).timers().size());
      assertEquals(200, timer(site, MeterNames.TASK_WAIT, "task", "other"));
    }
  }

  @Test
  void what_was_claimed_but_never_started_counts_as_no_execution() {
    try (Site site = new Site()) {
      site.queue.enqueue(Site.TYPE, "Ada");
      Claim claim =
          site.queue
              .backend()
              .claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(1)))
              .claims()
              .get(0);

      site.metrics.settled(claim, new Outcome.Release(Duration.ZERO), true, Duration.ZERO);
      assertEquals(0, site.runs("released"));

      site.metrics.settled(claim, new Outcome.Release(Duration.ZERO), true, Duration.ofMillis(1));
      assertEquals(1, site.runs("released"));
    }
  }

  @Test
  void an_end_that_came_after_its_lease_was_lost_counts_as_stale() {
    try (Site site = new Site()) {
      site.queue.enqueue(Site.TYPE, "Ada");
      Claim claim =
          site.queue
              .backend()
              .claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(1)))
              .claims()
              .get(0);

      site.metrics.settled(
          claim, new Outcome.Success(Optional.empty()), false, Duration.ofMillis(1));

      assertEquals(1, site.runs("stale"));
      assertEquals(0, site.runs("success"));
    }
  }

  @Test
  void two_stores_with_a_tag_each_both_show_and_each_close_ends_its_own() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (Site orders = new Site(registry, Tags.of("store", "orders"))) {
      try (Site mail = new Site(registry, Tags.of("store", "mail"));
          Worker one = orders.worker((payload, context) -> null).concurrency(3).start();
          Worker two = mail.worker((payload, context) -> null).concurrency(5).start()) {
        orders.queue.enqueue(Site.TYPE, "Ada").await(PATIENCE);
        mail.queue.enqueue(Site.TYPE, "Ada").await(PATIENCE);
        mail.queue.enqueue(Site.TYPE, "Bob").await(PATIENCE);

        await().untilAsserted(() -> assertEquals(1, succeeded(registry, "orders")));
        await().untilAsserted(() -> assertEquals(2, succeeded(registry, "mail")));
        assertEquals(3, orders.gauge(MeterNames.WORKER_SLOTS_MAX, "store", "orders"));
        assertEquals(5, orders.gauge(MeterNames.WORKER_SLOTS_MAX, "store", "mail"));
        await().until(() -> orders.gauge(MeterNames.QUEUE_PAUSED, "store", "mail") == 0);
      }

      assertEquals(-1, orders.gauge(MeterNames.WORKER_SLOTS_MAX, "store", "mail"));
      assertEquals(-1, orders.gauge(MeterNames.QUEUE_PAUSED, "store", "mail"));
      assertEquals(0, orders.gauge(MeterNames.WORKER_SLOTS_MAX, "store", "orders"));
      await().until(() -> orders.gauge(MeterNames.QUEUE_PAUSED, "store", "orders") == 0);
    }
  }

  @Test
  void a_second_store_with_the_same_tags_is_refused_and_the_first_goes_on() {
    MeterRegistry registry = new SimpleMeterRegistry();
    registry.config().commonTags("host", "a");
    try (Site first = new Site(registry, Tags.empty())) {
      var refused =
          assertThrows(IllegalStateException.class, () -> TaskMetrics.bind(registry, first.queue));

      assertTrue(refused.getMessage().contains("MetricsConfig.tags"), refused::getMessage);
      assertEquals(0, first.gauge(MeterNames.WORKER_SLOTS_MAX));
    }
  }

  @Test
  void stores_whose_tags_have_other_names_are_refused() {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (Site first = new Site(registry, Tags.empty())) {
      MetricsConfig tagged = MetricsConfig.create().tags(Tags.of("store", "mail"));

      assertThrows(
          IllegalStateException.class, () -> TaskMetrics.bind(registry, first.queue, tagged));

      assertEquals(-1, first.gauge(MeterNames.WORKER_SLOTS_MAX, "store", "mail"));
      assertEquals(0, first.gauge(MeterNames.WORKER_SLOTS_MAX));
    }
  }

  @Test
  void what_was_closed_can_be_bound_anew_and_a_second_close_ends_nothing_of_it() {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (Site site = new Site(registry, Tags.empty())) {
      site.metrics.close();

      try (TaskMetrics anew = TaskMetrics.bind(registry, site.queue)) {
        site.metrics.close();

        assertEquals(0, site.gauge(MeterNames.WORKER_SLOTS_MAX));
      }
      assertEquals(-1, site.gauge(MeterNames.WORKER_SLOTS_MAX));
    }
  }

  private static long succeeded(MeterRegistry registry, String store) {
    Timer timer =
        registry.find(MeterNames.TASK_RUN).tags("store", store, "outcome", "success").timer();
    return timer == null ? 0 : timer.count();
  }

  private static Task.Body<String, Void> waiting(CountDownLatch end) {
    return (payload, context) -> {
      end.await();
      return null;
    };
  }

  private static long timer(Site site, String name, String... tags) {
    Timer timer = site.registry.find(name).tags(tags).timer();
    return timer == null ? 0 : timer.count();
  }
}
