package io.tasks4j.chaos;

import io.tasks4j.chaos.History.Plan;
import java.util.Map;
import java.util.Set;

/** Judges the ticks of schedules: each one has one task, from the first to the last. */
final class TickCheck {
  static final String TWICE = "a tick with two tasks";
  static final String MISSED = "a tick that never ran";

  private final History history;
  private final Verdict verdict;

  TickCheck(History history, Verdict verdict) {
    this.history = history;
    this.verdict = verdict;
  }

  void check() {
    verdict.rule(TWICE);
    verdict.rule(MISSED);
    history.ticks.forEach((name, ticks) -> ticks.forEach((tick, ids) -> once(name, tick, ids)));
    history.plans.forEach(this::all);
  }

  private void once(String name, long tick, Set<String> ids) {
    verdict.count("ticks run", 1);
    if (ids.size() > 1) {
      verdict.violated(TWICE, name + " of " + tick + ": " + ids);
    }
  }

  private void all(Plan plan) {
    Map<Long, Set<String>> ran = history.ticks.getOrDefault(plan.name(), Map.of());
    for (long tick = plan.first(); tick <= plan.last(); tick += plan.period()) {
      if (!ran.containsKey(tick)) {
        verdict.violated(MISSED, plan.name() + " of " + tick);
      }
    }
  }
}
