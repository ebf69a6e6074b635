package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.BackendUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedValueTest {
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void many_who_ask_make_one_load_until_it_is_forgotten() {
    CachedValue<Integer> cached = new CachedValue<>(loads::incrementAndGet);

    assertEquals(1, cached.get());
    assertEquals(1, cached.get());
    cached.forget();
    assertEquals(2, cached.get());
  }

  @Test
  void a_store_that_is_away_is_not_waited_for_by_one_after_the_other() {
    CachedValue<Integer> cached =
        new CachedValue<>(
            () -> {
              loads.incrementAndGet();
              throw new BackendUnavailableException("away", new IllegalStateException());
            });

    for (int i = 0; i < 10; i++) {
      assertThrows(BackendUnavailableException.class, cached::get);
    }

    assertEquals(1, loads.get());
  }
}
