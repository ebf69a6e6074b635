package io.tasks4j.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the checker counted, and every violation that it found. */
final class Verdict {
  private static final int SHOWN = 5;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, List<String>> violations = new LinkedHashMap<>();

  void count(String what, long number) {
    counts.merge(what, number, Long::sum);
  }

  /** A rule that was looked at, held so far. */
  void rule(String rule) {
    violations.putIfAbsent(rule, new ArrayList<>());
  }

  void violated(String rule, String how) {
    violations.computeIfAbsent(rule, key -> new ArrayList<>()).add(how);
  }

  boolean holds() {
    return violations.values().stream().allMatch(List::isEmpty);
  }

  /** How many there were of what was counted. */
  long counted(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    return counts + " " + violations;
  }

  /** Whether a rule was violated. */
  boolean isViolated(String rule) {
    return !violations.getOrDefault(rule, List.of()).isEmpty();
  }

  void print(PrintStream out, Map<Fault, Integer> faults) {
    out.printf(Locale.ROOT, "%n%-52s %8s%n", "operations", "number");
    counts.forEach((what, number) -> out.printf(Locale.ROOT, "  %-50s %8d%n", what, number));
    out.printf(Locale.ROOT, "%n%-52s %8s%n", "faults", "number");
    faults.forEach((fault, number) -> out.printf(Locale.ROOT, "  %-50s %8d%n", fault, number));
    out.printf(Locale.ROOT, "%n%-52s %8s%n", "violations", "number");
    violations.forEach(
        (rule, found) -> {
          out.printf(Locale.ROOT, "  %-50s %8d%n", rule, found.size());
          found.stream().limit(SHOWN).forEach(how -> out.println("      " + how));
        });
    out.println(holds() ? "\nall held" : "\nNOT ALL HELD");
  }
}
