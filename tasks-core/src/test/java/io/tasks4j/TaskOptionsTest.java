package io.tasks4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TaskOptionsTest {
  private static final List<UnaryOperator<TaskOptions>> SETTERS =
      List.of(
          o -> o.id(TaskId.derived("a")),
          o -> o.queue("images"),
          o -> o.priority(9),
          o -> o.delay(Duration.ofSeconds(5)),
          o -> o.expiresAfter(Duration.ofDays(1)),
          o -> o.timeout(Duration.ofSeconds(30)),
          o -> o.retry(RetryStrategy.none()),
          o -> o.unique(UniqueKey.whileLive("cat")),
          o -> o.header("trace", "1"));

  @Property(tries = 200)
  void every_order_of_setters_keeps_every_setting(@ForAll Random random) {
    List<UnaryOperator<TaskOptions>> shuffled = new ArrayList<>(SETTERS);
    Collections.shuffle(shuffled, random);

    assertEquals(apply(SETTERS), apply(shuffled));
  }

  @Property(tries = 200)
  void what_a_call_leaves_open_comes_from_the_base(@ForAll Random random) {
    List<UnaryOperator<TaskOptions>> shuffled = new ArrayList<>(SETTERS);
    Collections.shuffle(shuffled, random);
    int split = random.nextInt(shuffled.size() + 1);

    TaskOptions call = apply(shuffled.subList(0, split));
    TaskOptions base = apply(shuffled.subList(split, shuffled.size()));

    assertEquals(apply(SETTERS), call.over(base));
  }

  @Test
  void the_call_is_stronger_than_the_base() {
    TaskOptions call = TaskOptions.defaults().priority(1).header("a", "call");
    TaskOptions base = TaskOptions.defaults().priority(2).headers(Map.of("a", "base", "b", "base"));

    TaskOptions merged = call.over(base);

    assertEquals(1, merged.priority().orElseThrow());
    assertEquals(Map.of("a", "call", "b", "base"), merged.headers());
  }

  @Test
  void values_out_of_range_are_refused_by_name_and_value() {
    TaskOptions options = TaskOptions.defaults();

    refused("priority must be from 0 to 9, but is 10", () -> options.priority(10));
    refused("priority must be from 0 to 9, but is -1", () -> options.priority(-1));
    refused(
        "a delay must be from 0 to 36500 days, but is PT-1S",
        () -> options.delay(Duration.ofSeconds(-1)));
    refused(
        "timeout must be from 1 ms to 36500 days, but is PT0S",
        () -> options.timeout(Duration.ZERO));
    refused(
        "expiry must be from 1 ms to 36500 days, but is PT0S",
        () -> options.expiresAfter(Duration.ZERO));
    refused(
        "queue name must be 1 to 128 letters, digits or . _ - : /, but is 'a b'",
        () -> options.queue("a b"));
    refused(
        "a time must lie between 1970 and 9999-12-31T23:59:59.999Z, but is " + Instant.MAX,
        () -> options.dueAt(Instant.MAX));
    refused(
        "a unique key has 1 to 512 characters, but this has 0",
        () -> options.unique(UniqueKey.whileLive("")));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static TaskOptions apply(List<UnaryOperator<TaskOptions>> setters) {
    TaskOptions options = TaskOptions.defaults();
    for (UnaryOperator<TaskOptions> setter : setters) {
      options = setter.apply(options);
    }
    return options;
  }

  @Test
  void a_window_that_no_clock_can_count_is_refused() {
    for (Duration window : List.of(Duration.ofMillis(Long.MAX_VALUE), Duration.ofNanos(1))) {
      assertThrows(IllegalArgumentException.class, () -> UniqueKey.within("k", window));
    }
  }
}
