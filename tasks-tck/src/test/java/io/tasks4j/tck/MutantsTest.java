package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tasks4j.tck.RuleCatalogue.Rule;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit's own test: each wrong backend breaks rules, and each rule is broken by one of them. */
class MutantsTest {
  @TestFactory
  Stream<DynamicTest> every_mutant_breaks_the_rules_that_it_names() {
    return Mutants.all().stream()
        .map(
            mutant ->
                DynamicTest.dynamicTest(
                    mutant.name() + " breaks " + mutant.breaks(),
                    () -> {
                      Set<String> named = new TreeSet<>(mutant.breaks());
                      assertEquals(named, broken(mutant, named));
                    }));
  }

  @Test
  void every_rule_is_broken_by_a_mutant() {
    Set<String> broken = new TreeSet<>();
    Mutants.all().forEach(mutant -> broken.addAll(mutant.breaks()));
    Set<String> rules = new TreeSet<>(RuleCatalogue.backend().stream().map(Rule::id).toList());

    assertEquals(rules, broken);
  }

  @Test
  void every_mutant_names_a_rule() {
    assertEquals(
        Set.of(), Set.copyOf(Mutants.all().stream().filter(m -> m.breaks().isEmpty()).toList()));
  }

  private static Set<String> broken(Mutant mutant, Collection<String> only) {
    MutantContract.mutant = mutant;
    return broken(MutantContract.class, only);
  }

  /** Which of the rules {@code only} fail on a contract; of all rules when there are none. */
  static Set<String> broken(Class<? extends BackendContract> contract, Collection<String> only) {
    Set<String> broken = new TreeSet<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
              broken.add(id(test.getDisplayName()));
            }
          }
        };
    PostDiscoveryFilter named =
        test ->
            FilterResult.includedIf(
                !test.isTest() || only.isEmpty() || only.contains(id(test.getDisplayName())));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(contract))
            .filters(named)
            .build();
    LauncherFactory.create().execute(request, listener);
    return broken;
  }

  private static String id(String displayName) {
    return displayName.split(":", 2)[0];
  }
}
