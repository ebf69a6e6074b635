package io.tasks4j.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @ParameterizedTest
  @ValueSource(strings = {"memory:", "immediate:", "dummy:"})
  void a_store_that_works_is_up_and_keeps_no_trace_of_the_check(String address) {
    try (TaskQueue queue = TaskQueue.open(address)) {
      Health health = HealthCheck.of(queue).check();

      assertTrue(health.up(), health::toString);
      assertEquals(List.of(), queue.admin().list(TaskQuery.all()));
      assertEquals(Map.of(), queue.admin().stats());
    }
  }

  @Test
  void many_checks_of_one_store_at_once_are_all_up() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      List<Health> found =
          IntStream.range(0, 64)
              .parallel()
              .mapToObj(i -> HealthCheck.of(queue).timeout(Duration.ofSeconds(20)).check())
              .toList();

      assertTrue(found.stream().allMatch(Health::up), found::toString);
      assertEquals(Map.of(), queue.admin().stats());
    }
  }

  @Test
  void a_check_removes_what_a_killed_one_left() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      queue.backend().enqueue(List.of(probe(), probe()));

      assertTrue(HealthCheck.of(queue).check().up());

      assertEquals(Map.of(), queue.admin().stats());
    }
  }

  @Test
  void a_store_that_refuses_is_down_and_says_why() {
    TaskBackend away =
        new ForwardingBackend(new MemoryBackend()) {
          @Override
          public Claims claim(ClaimRequest request) {
            throw new BackendUnavailableException("the store is away", null);
          }
        };
    try (TaskQueue queue = TaskQueue.over(away)) {
      Health health = HealthCheck.of(queue).check();

      assertFalse(health.up());
      assertTrue(health.problem().orElse("").contains("the store is away"), health::toString);
      assertEquals(Map.of(), queue.admin().stats());
    }
  }

  @Test
  void a_store_that_settles_nothing_is_down() {
    TaskBackend deaf =
        new ForwardingBackend(new MemoryBackend()) {
          @Override
          public Exchanged exchange(Exchange exchange) {
            List<Boolean> none = exchange.settlements().stream().map(s -> false).toList();
            return new Exchanged(none, List.of(), Claims.NONE);
          }
        };
    try (TaskQueue queue = TaskQueue.over(deaf)) {
      Health health = HealthCheck.of(queue).check();

      assertTrue(health.problem().orElse("").contains("settled"), health::toString);
    }
  }

  @Test
  void a_store_that_hands_nothing_out_is_down_when_the_time_is_up() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      queue.admin().pause("probes", true);

      Health health =
          HealthCheck.of(queue).probeQueue("probes").timeout(Duration.ofSeconds(3)).check();

      assertTrue(health.problem().orElse("").contains("paused"), health::toString);
      assertEquals(0, queue.admin().stats().get("probes").live());
    }
  }

  @Test
  void a_store_that_hangs_is_down_in_time_and_costs_one_thread() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    TaskBackend hanging =
        new ForwardingBackend(new MemoryBackend()) {
          @Override
          public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
            calls.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return super.enqueue(messages);
          }
        };
    try (TaskQueue queue = TaskQueue.over(hanging)) {
      HealthCheck check = HealthCheck.of(queue).timeout(SHORT);

      List<Health> found = Stream.generate(check::check).limit(3).toList();

      found.forEach(health -> assertEquals("no answer within PT0.3S", health.problem().orElse("")));
      assertEquals(1, calls.get());
    } finally {
      release.countDown();
    }
  }

  @Test
  void a_timeout_of_nothing_is_refused() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      HealthCheck check = HealthCheck.of(queue);

      assertThrows(IllegalArgumentException.class, () -> check.timeout(Duration.ZERO));
      assertThrows(IllegalArgumentException.class, () -> check.probeQueue("no such name"));
    }
  }

  private static TaskMessage probe() {
    return TaskMessage.builder(
            TaskId.next(), HealthCheck.QUEUE, Payload.json("null"), Instant.EPOCH)
        .queue(HealthCheck.QUEUE)
        .build();
  }
}
