package io.tasks4j.examples.docs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.health.Health;
import io.tasks4j.health.HealthCheck;
import io.tasks4j.micrometer.MetricsConfig;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of {@code docs/metrics.md}. */
class MetricsTest {
  private static final Logger log = LoggerFactory.getLogger(MetricsTest.class);

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void a_worker_is_measured() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: metrics
      TaskMetrics metrics = TaskMetrics.bind(registry, queue);
      Worker worker = Worker.builder(queue).register(new Resize()).listen(metrics).start();
      // end
      queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200)).await(Duration.ofSeconds(10));

      await().until(() -> registry.find("tasks4j.task.run").timer() != null);
      assertEquals(1, registry.get("tasks4j.task.run").timer().count());
      worker.close();
      metrics.close();
    }
  }

  @Test
  void metrics_have_settings() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: metrics-config
      MetricsConfig config =
          MetricsConfig.create()
              .sampleEvery(Duration.ofSeconds(30)) // default 5 s
              .tags(Tags.of("store", "orders"));
      TaskMetrics metrics = TaskMetrics.bind(registry, queue, config);
      // end
      assertEquals(
          "orders", registry.get("tasks4j.backend.outages").counter().getId().getTag("store"));
      metrics.close();
    }
  }

  @Test
  void a_store_that_works_is_up() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: health
      HealthCheck check = HealthCheck.of(queue).timeout(Duration.ofSeconds(2)); // default 5 s
      Health health = check.check();
      if (!health.up()) {
        log.warn("the task store is down: {}", health.problem().orElse(""));
      }
      // end
      assertTrue(health.up());
    }
  }
}
