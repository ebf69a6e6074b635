package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit's own test: each wrong backend breaks a rule, and each rule is broken by one of them. */
class MutantsTest {
  private static final Set<String> BEYOND_MUTANTS = Set.of();

  @Test
  void every_mutant_breaks_a_rule_and_every_rule_is_broken_by_a_mutant() {
    Set<String> rules = new TreeSet<>();
    Set<String> broken = new TreeSet<>();
    Map<Mutant, Set<String>> survivors = new EnumMap<>(Mutant.class);
    for (Mutant mutant : Mutant.values()) {
      Outcome outcome = run(mutant);
      rules.addAll(outcome.rules);
      broken.addAll(outcome.broken);
      System.out.printf("%-40s breaks %s%n", mutant, outcome.broken);
      if (outcome.broken.isEmpty()) {
        survivors.put(mutant, outcome.broken);
      }
    }

    assertTrue(rules.size() > 150, () -> "only " + rules.size() + " rules were run");
    assertEquals(Map.of(), survivors, "mutants that break no rule");
    rules.removeAll(broken);
    assertEquals(BEYOND_MUTANTS, rules, "rules that no mutant breaks");
  }

  private static final class Outcome implements TestExecutionListener {
    private final Set<String> rules = new TreeSet<>();
    private final Set<String> broken = new TreeSet<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        String id = test.getDisplayName().split(":", 2)[0];
        rules.add(id);
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
          broken.add(id);
        }
      }
    }
  }

  private static Outcome run(Mutant mutant) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(MutantContract.class))
            // A wrong backend may keep a rule busy for ever.
            .configurationParameter(
                "junit.jupiter.execution.timeout.testable.method.default", "8 s")
            .configurationParameter(
                "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build();
    Outcome outcome = new Outcome();
    MutantContract.mutant = mutant;
    LauncherFactory.create().execute(request, outcome);
    return outcome;
  }
}
