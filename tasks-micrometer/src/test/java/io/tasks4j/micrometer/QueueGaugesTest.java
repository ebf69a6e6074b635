package io.tasks4j.micrometer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueGaugesTest {
  @Test
  void the_depth_of_each_queue_shows_by_status() {
    try (Site site = new Site()) {
      site.queue.enqueueAll(Site.TYPE, Collections.nCopies(3, "Ada"));
      site.queue.enqueue(Site.TYPE, "Ada", TaskOptions.defaults().queue("other"));
      site.queue.backend().claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(1)));

      await().untilAsserted(() -> assertEquals(2, tasks(site, "mail", "pending")));
      assertEquals(1, tasks(site, "mail", "running"));
      assertEquals(0, tasks(site, "mail", "failure"));
      assertEquals(1, tasks(site, "other", "pending"));
    }
  }

  @Test
  void the_age_of_the_oldest_due_task_shows_in_seconds() {
    try (Site site = new Site()) {
      site.queue.enqueue(Site.TYPE, "Ada");
      site.pass(Duration.ofSeconds(90));
      site.queue.enqueue(Site.TYPE, "Bob");

      await()
          .untilAsserted(
              () -> assertEquals(90, site.gauge(MeterNames.QUEUE_OLDEST_DUE, "queue", "mail")));
    }
  }

  @Test
  void a_pause_shows() {
    try (Site site = new Site()) {
      site.queue.admin().pause("mail", true);
      await()
          .untilAsserted(
              () -> assertEquals(1, site.gauge(MeterNames.QUEUE_PAUSED, "queue", "mail")));

      site.queue.admin().pause("mail", false);

      await()
          .untilAsserted(
              () -> assertEquals(0, site.gauge(MeterNames.QUEUE_PAUSED, "queue", "mail")));
    }
  }

  @Test
  void a_queue_that_is_empty_again_falls_to_zero_rather_than_end() {
    try (Site site = new Site()) {
      var handle = site.queue.enqueue(Site.TYPE, "Ada");
      await().untilAsserted(() -> assertEquals(1, tasks(site, "mail", "pending")));

      site.queue.admin().purge(handle.id());

      await().untilAsserted(() -> assertEquals(0, tasks(site, "mail", "pending")));
    }
  }

  @Test
  void the_gauges_know_nothing_while_the_store_is_away() {
    AtomicBoolean away = new AtomicBoolean();
    try (Site site =
        new Site(
            new SimpleMeterRegistry(),
            real ->
                new ForwardingBackend(real) {
                  @Override
                  public TaskAdmin admin() {
                    return new CountedAdmin(
                        super.admin(),
                        () -> {
                          if (away.get()) {
                            throw new BackendUnavailableException("away", null);
                          }
                        });
                  }
                })) {
      site.queue.enqueue(Site.TYPE, "Ada");
      await().untilAsserted(() -> assertEquals(1, tasks(site, "mail", "pending")));

      away.set(true);
      await().untilAsserted(() -> assertEquals(Double.NaN, tasks(site, "mail", "pending")));

      away.set(false);
      await().untilAsserted(() -> assertEquals(1, tasks(site, "mail", "pending")));
    }
  }

  @Test
  void reading_the_metrics_does_not_make_the_store_work() {
    AtomicInteger looks = new AtomicInteger();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (TaskQueue queue =
        TaskQueue.over(
            new ForwardingBackend(new MemoryBackend()) {
              @Override
              public TaskAdmin admin() {
                return new CountedAdmin(super.admin(), looks::incrementAndGet);
              }
            })) {
      queue.enqueue(Site.TYPE, "Ada");
      MetricsConfig hourly = MetricsConfig.create().sampleEvery(Duration.ofHours(1));
      try (TaskMetrics metrics = TaskMetrics.bind(registry, queue, hourly)) {
        int statuses = TaskStatus.values().length;
        await().until(() -> registry.find(MeterNames.QUEUE_TASKS).gauges().size() == statuses);

        for (int i = 0; i < 1_000; i++) {
          registry.find(MeterNames.QUEUE_TASKS).gauges().forEach(gauge -> gauge.value());
        }

        assertEquals(1, looks.get());
      }
    }
  }

  @Test
  void a_metric_of_workers_only_never_looks_at_the_store() {
    MeterRegistry registry = new SimpleMeterRegistry();
    AtomicInteger looks = new AtomicInteger();
    try (TaskQueue queue =
        TaskQueue.over(
            new ForwardingBackend(new MemoryBackend()) {
              @Override
              public TaskAdmin admin() {
                return new CountedAdmin(super.admin(), looks::incrementAndGet);
              }
            })) {
      MetricsConfig config = MetricsConfig.create().sampleEvery(Duration.ofMillis(1)).workersOnly();
      try (TaskMetrics metrics = TaskMetrics.bind(registry, queue, config)) {
        await().during(Duration.ofMillis(100)).atMost(5, SECONDS).until(() -> looks.get() == 0);
      }
    }
  }

  @Test
  void two_stores_on_one_registry_are_told_apart_by_tags() {
    MeterRegistry registry = new SimpleMeterRegistry();
    MetricsConfig config = MetricsConfig.create().sampleEvery(Duration.ofMillis(10));
    try (TaskQueue one = TaskQueue.open("memory:");
        TaskQueue two = TaskQueue.open("memory:");
        TaskMetrics a = TaskMetrics.bind(registry, one, config.tags(Tags.of("store", "one")));
        TaskMetrics b = TaskMetrics.bind(registry, two, config.tags(Tags.of("store", "two")))) {
      one.enqueue(Site.TYPE, "Ada");
      two.enqueueAll(Site.TYPE, Collections.nCopies(5, "Bob"));

      await()
          .untilAsserted(
              () -> {
                assertEquals(1, pending(registry, "one"));
                assertEquals(5, pending(registry, "two"));
              });
    }
  }

  @Test
  void closing_takes_the_gauges_away_and_ends_the_thread() {
    Site site = new Site();
    site.queue.enqueue(Site.TYPE, "Ada");
    await().until(() -> !site.registry.find(MeterNames.QUEUE_TASKS).gauges().isEmpty());

    site.close();

    assertTrue(site.registry.find(MeterNames.QUEUE_TASKS).gauges().isEmpty());
    assertTrue(site.registry.find(MeterNames.WORKER_SLOTS_MAX).gauges().isEmpty());
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("tasks4j-metrics")));
  }

  @Test
  void a_pace_of_nothing_is_refused() {
    assertThrows(
        IllegalArgumentException.class, () -> MetricsConfig.create().sampleEvery(Duration.ZERO));
  }

  private static double tasks(Site site, String queue, String status) {
    return site.gauge(MeterNames.QUEUE_TASKS, "queue", queue, "status", status);
  }

  private static double pending(MeterRegistry registry, String store) {
    var gauge =
        registry
            .find(MeterNames.QUEUE_TASKS)
            .tags("store", store, "queue", "mail", "status", "pending")
            .gauge();
    return gauge == null ? -1 : gauge.value();
  }
}
