package io.tasks4j.backend.memory;

import io.tasks4j.TaskStatus;
import io.tasks4j.message.Join;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The parents of one task that have ended. Not thread-safe; the backend locks. */
final class Arrivals {
  private final Join join;
  private final NavigableMap<Integer, Arrival> bySlot = new TreeMap<>();
  private int failures;

  /** Whether its task ended because of what arrived, so that it may be revived. */
  boolean endedTask;

  Arrivals(Join join) {
    this.join = join;
  }

  Join join() {
    return join;
  }

  /** Keeps the first arrival of each slot. */
  void add(Arrival arrival) {
    if (bySlot.putIfAbsent(arrival.slot(), arrival) == null && !succeeded(arrival)) {
      failures++;
    }
  }

  /** Forgets that the parent in {@code slot} did not succeed: it is to be tried again. */
  void forgetFailure(int slot) {
    Arrival arrival = bySlot.get(slot);
    if (arrival != null && !succeeded(arrival)) {
      bySlot.remove(slot);
      failures--;
    }
  }

  Join.Verdict verdict() {
    return join.verdict(bySlot.size(), failures);
  }

  /** The failure in the lowest slot; there has to be one. */
  Arrival firstFailure() {
    return bySlot.values().stream().filter(a -> !succeeded(a)).findFirst().orElseThrow();
  }

  JoinState state() {
    return new JoinState(join.parents(), bySlot.size(), failures);
  }

  List<Arrival> from(int slot, int limit) {
    return bySlot.tailMap(slot, true).values().stream().limit(limit).toList();
  }

  private static boolean succeeded(Arrival arrival) {
    return arrival.status() == TaskStatus.SUCCESS;
  }
}
