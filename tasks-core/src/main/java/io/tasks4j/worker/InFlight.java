package io.tasks4j.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The claims of a worker whose leases must be kept, from claim to settlement. Thread-safe. */
final class InFlight {
  // By identity: one task may be here twice, when its lease was lost and this worker won it again.
  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  void add(Held claim) {
    held.add(claim);
  }

  void remove(Held claim) {
    held.remove(claim);
  }

  List<Held> all() {
    return List.copyOf(held);
  }

  int size() {
    return held.size();
  }

  /** Whether one of them is on its last delivery. */
  boolean hasSuspect() {
    return held.stream().anyMatch(each -> each.claim().lastDelivery());
  }
}
