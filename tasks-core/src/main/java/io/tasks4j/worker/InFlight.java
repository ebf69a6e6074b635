package io.tasks4j.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The claims of a worker whose leases must be kept, from claim to settlement. Thread-safe. */
final class InFlight {
  private final Map<Long, Held> byToken = new ConcurrentHashMap<>();

  void add(Held held) {
    byToken.put(held.claim().token(), held);
  }

  void remove(Held held) {
    byToken.remove(held.claim().token());
  }

  Collection<Held> all() {
    return List.copyOf(byToken.values());
  }

  int size() {
    return byToken.size();
  }

  /** Whether one of them is on its last delivery. */
  boolean hasSuspect() {
    return byToken.values().stream().anyMatch(held -> held.claim().lastDelivery());
  }
}
