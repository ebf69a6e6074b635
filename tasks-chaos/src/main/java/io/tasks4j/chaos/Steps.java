package io.tasks4j.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What the clock of the store said when: its steps during a run. Real times and its own are in
 * microseconds. Around a step either of the two offsets may be the one that a process saw.
 */
final class Steps {
  /** From {@code begin} at the earliest to {@code end} at the latest it was off by so much. */
  private record Phase(long begin, long end, long offset) {}

  private final List<Phase> phases = new ArrayList<>();

  Steps() {
    phases.add(new Phase(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, 0));
  }

  /** It was set, between two real times; steps are told in their order. */
  void add(long after, long before, long offset) {
    Phase last = phases.remove(phases.size() - 1);
    phases.add(new Phase(last.begin(), before, last.offset()));
    phases.add(new Phase(after, Long.MAX_VALUE / 2, offset));
  }

  /** The least that it can have said between two real times. */
  long least(long from, long to) {
    return phases.stream()
        .filter(p -> p.begin() <= to && p.end() >= from)
        .mapToLong(p -> Math.max(p.begin(), from) + p.offset())
        .min()
        .orElseThrow();
  }

  /** The most that it can have said between two real times. */
  long most(long from, long to) {
    return phases.stream()
        .filter(p -> p.begin() <= to && p.end() >= from)
        .mapToLong(p -> Math.min(p.end(), to) + p.offset())
        .max()
        .orElseThrow();
  }
}
