package io.tasks4j.redis;

import io.tasks4j.BackendException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a second, at the end of other work, keeps all queues in order. Thread-safe. */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int QUEUES_AT_ONCE = 50;

  private final ScriptContext store;
  private final OutboxRelay relay;
  private final KeyLayout layout;
  private final AtomicLong next = new AtomicLong();

  Sweeper(ScriptContext store, OutboxRelay relay, KeyLayout layout) {
    this.store = store;
    this.relay = relay;
    this.layout = layout;
    next.set(millis());
  }

  void sweepIfDue() {
    long now = millis();
    long due = next.get();
    // Of the threads that find it due, one sweeps.
    long pause = ThreadLocalRandom.current().nextLong(900, 1_100);
    if (now >= due && next.compareAndSet(due, now + pause)) {
      try {
        sweep();
      } catch (BackendException e) {
        // The work at whose end this runs is done; the next sweep comes in a second.
        LOG.debug("sweeping failed", e);
      }
    }
  }

  private void sweep() {
    layout.mark();
    List<String> all = store.queues().all();
    for (int i = 0; i < all.size(); i += QUEUES_AT_ONCE) {
      List<String> some = all.subList(i, Math.min(i + QUEUES_AT_ONCE, all.size()));
      for (List<String> part : store.parts(some)) {
        List<@Nullable Object> outboxes =
            ScriptReplies.list(store.link().run(LuaScript.SWEEP, store.metas(part), store.args()));
        for (int n = 0; n < part.size(); n++) {
          if (ScriptReplies.number(outboxes.get(n)) > 0) {
            relay.relay(part.get(n));
          }
        }
      }
    }
  }

  /** A test that turns the clock makes a sweep due. */
  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + store.offset().getAsLong();
  }
}
