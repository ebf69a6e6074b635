package io.tasks4j.backend.memory;

import io.tasks4j.TaskStatus;
import io.tasks4j.result.Arrival;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The parents of one task that have ended. Not thread-safe; the backend locks. */
final class EndedParents {
  private final NavigableMap<Integer, Arrival> bySlot = new TreeMap<>();

  /** Those that did not succeed, in the order in which they ended. */
  private final Map<Integer, Arrival> failures = new LinkedHashMap<>();

  /** Keeps the first arrival of each slot; says whether this is it. */
  boolean add(Arrival arrival) {
    boolean first = bySlot.putIfAbsent(arrival.slot(), arrival) == null;
    if (first && arrival.status() != TaskStatus.SUCCESS) {
      failures.put(arrival.slot(), arrival);
    }
    return first;
  }

  /** Forgets that the parent in {@code slot} did not succeed; false when that is not so. */
  boolean forgetFailure(int slot) {
    return failures.remove(slot) != null && bySlot.remove(slot) != null;
  }

  /** The failure that was first in time; there has to be one. */
  Arrival firstFailure() {
    return failures.values().iterator().next();
  }

  List<Arrival> from(int slot, int limit) {
    return bySlot.tailMap(slot, true).values().stream().limit(limit).toList();
  }
}
