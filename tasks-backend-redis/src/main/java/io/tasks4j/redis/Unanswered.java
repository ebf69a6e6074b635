package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Settlement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Settlements that no answer came to until the call gave up, although they may have taken effect.
 * Tried once more, each goes by the name of that call, and so hears what became of it, and not that
 * somebody else ended the task.
 *
 * <p>A worker tries again 5 s after the last try at the latest, or never, as when it was stopped.
 * So what nobody has tried for an hour is forgotten, and the oldest beyond 10,000. Thread-safe.
 */
final class Unanswered {
  static final int MOST = 10_000;
  static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** The one that was tried last comes last. */
  private final Map<Key, Sent> calls = new LinkedHashMap<>();

  private final LongSupplier nanoTime;

  Unanswered(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One end of one claim. */
  private record Key(TaskId id, long token, Class<?> outcome) {
    static Key of(Settlement s) {
      return new Key(s.claim().id(), s.claim().token(), s.outcome().getClass());
    }
  }

  private record Sent(String call, long nanos) {}

  /** The name by which it was sent before, if no answer came. */
  synchronized Optional<String> call(Settlement settlement) {
    if (calls.isEmpty()) {
      return Optional.empty();
    }
    forgetOld();
    return Optional.ofNullable(calls.get(Key.of(settlement))).map(Sent::call);
  }

  synchronized void add(List<Settlement> settlements, List<Integer> part, String call) {
    Sent sent = new Sent(call, nanoTime.getAsLong());
    for (int i : part) {
      Key key = Key.of(settlements.get(i));
      calls.remove(key);
      calls.put(key, sent);
    }
    forgetOld();
  }

  synchronized void remove(List<Settlement> settlements, List<Integer> part) {
    if (!calls.isEmpty()) {
      part.forEach(i -> calls.remove(Key.of(settlements.get(i))));
    }
  }

  synchronized int size() {
    return calls.size();
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    Iterator<Sent> oldest = calls.values().iterator();
    while (oldest.hasNext()) {
      boolean old = now - oldest.next().nanos() > KEPT_NANOS;
      if (!old && calls.size() <= MOST) {
        break;
      }
      oldest.remove();
    }
  }
}
