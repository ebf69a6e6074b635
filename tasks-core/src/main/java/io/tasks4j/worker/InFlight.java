package io.tasks4j.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The claims of a worker whose leases must be kept, from claim to settlement. Thread-safe. */
final class InFlight {
  // By identity: one task may be here twice, when its lease was lost and this worker won it again.
  private final Set<InFlightTask> held = ConcurrentHashMap.newKeySet();

  private final AtomicInteger suspects = new AtomicInteger();
  private volatile boolean leftBehind;

  void add(InFlightTask claim) {
    if (held.add(claim) && claim.claim().lastDelivery()) {
      suspects.incrementAndGet();
    }
  }

  void remove(InFlightTask claim) {
    if (held.remove(claim) && claim.claim().lastDelivery()) {
      suspects.decrementAndGet();
    }
  }

  /** Leaves a claim that cannot be settled to its lease. */
  void leave(InFlightTask claim) {
    leftBehind();
    remove(claim);
  }

  /** Notes that something is left to its lease. */
  void leftBehind() {
    leftBehind = true;
  }

  /** Whether nothing is held, and nothing was ever left to a lease. */
  boolean isSettled() {
    return held.isEmpty() && !leftBehind;
  }

  List<InFlightTask> all() {
    return List.copyOf(held);
  }

  int size() {
    return held.size();
  }

  /** Whether one of them is on its last delivery. */
  boolean hasSuspect() {
    return suspects.get() > 0;
  }
}
