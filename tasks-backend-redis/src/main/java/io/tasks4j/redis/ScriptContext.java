package io.tasks4j.redis;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Retention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The scripts, the keys and what they share: every script begins with the same arguments.
 *
 * @param offset milliseconds added to the server's clock; 0 but in tests
 */
record ScriptContext(
    CommandSender link,
    RedisKeys keys,
    BackendSettings settings,
    LongSupplier offset,
    KnownQueues queues) {
  /** Arguments to begin with. */
  ScriptArguments args() {
    Retention kept = settings.retention();
    return new ScriptArguments()
        .add(offset.getAsLong())
        .add(keys.channel())
        .add(settings.ageing().map(step -> step.toMillis()).orElse(0L))
        .add(settings.maxDeliveries())
        .add(kept.finishedAge().toMillis())
        .add(kept.finishedCount())
        .add(kept.deadAge().toMillis())
        .add(kept.deadCount());
  }

  List<String> metas(List<String> names) {
    return names.stream().map(keys::meta).toList();
  }

  /**
   * Parts that one script call each can handle: on a cluster a call stays within one queue, since
   * that is within one slot.
   */
  List<List<String>> parts(List<String> names) {
    return link.isCluster() ? names.stream().map(List::of).toList() : List.of(names);
  }

  /** Positions of items, by parts as in {@link #parts}. */
  <T> List<List<Integer>> split(List<T> items, Function<T, String> queueOf) {
    Map<String, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String part = link.isCluster() ? queueOf.apply(items.get(i)) : "";
      parts.computeIfAbsent(part, p -> new ArrayList<>()).add(i);
    }
    return List.copyOf(parts.values());
  }
}
