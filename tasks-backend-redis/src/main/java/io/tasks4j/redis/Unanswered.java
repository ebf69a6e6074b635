package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Settlement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Settlements that no answer came to until the call gave up, although they may have taken effect.
 * Tried once more, each goes by the name of that call, and so hears what became of it, and not that
 * somebody else ended the task. Thread-safe.
 */
final class Unanswered {
  private static final int MOST = 10_000;

  private final Map<Key, String> calls = new ConcurrentHashMap<>();

  /** One end of one claim. */
  private record Key(TaskId id, long token, Class<?> outcome) {
    static Key of(Settlement s) {
      return new Key(s.claim().id(), s.claim().token(), s.outcome().getClass());
    }
  }

  /** The name by which it was sent before, if no answer came. */
  Optional<String> call(Settlement settlement) {
    return calls.isEmpty() ? Optional.empty() : Optional.ofNullable(calls.get(Key.of(settlement)));
  }

  void add(List<Settlement> settlements, List<Integer> part, String call) {
    for (int i : part) {
      if (calls.size() < MOST) {
        calls.put(Key.of(settlements.get(i)), call);
      }
    }
  }

  void remove(List<Settlement> settlements, List<Integer> part) {
    if (!calls.isEmpty()) {
      part.forEach(i -> calls.remove(Key.of(settlements.get(i))));
    }
  }
}
