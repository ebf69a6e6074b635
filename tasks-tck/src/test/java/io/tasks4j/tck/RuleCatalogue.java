package io.tasks4j.tck;

import io.tasks4j.tck.results.MetadataStoreContract;
import io.tasks4j.tck.results.ResultBackendContract;
import io.tasks4j.tck.results.ScheduleStoreContract;
import io.tasks4j.tck.results.TaskLockContract;
import io.tasks4j.tck.worker.WorkerContract;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules that the contracts have, as their display names say. */
final class RuleCatalogue {
  private RuleCatalogue() {}

  /**
   * One rule.
   *
   * @param section display name of the area it is in
   * @param id stable name, such as {@code ENQ-1}
   * @param sentence what it says
   * @param method the test that holds it
   */
  record Rule(String section, String id, String sentence, String method) {
    String prefix() {
      return id.replaceFirst("-\\d+$", "");
    }

    int number() {
      return Integer.parseInt(id.substring(prefix().length() + 1));
    }

    /** What its method is called, so that a test that fails says which rule is broken. */
    String methodName() {
      String words = (id + " " + sentence).toLowerCase(Locale.ROOT).replace("'", "");
      return words.replaceAll("[^a-z0-9]+", "_").replaceFirst("_$", "");
    }
  }

  static List<Rule> backend() {
    return of(BackendContract.class);
  }

  static List<Rule> worker() {
    return of(WorkerContract.class);
  }

  static List<Rule> stores() {
    List<Rule> rules = new ArrayList<>();
    for (Class<?> contract :
        List.of(
            ResultBackendContract.class,
            MetadataStoreContract.class,
            TaskLockContract.class,
            ScheduleStoreContract.class)) {
      String section = contract.getAnnotation(DisplayName.class).value();
      for (Method method : contract.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          rules.add(rule(section, method));
        }
      }
    }
    return sorted(rules);
  }

  private static List<Rule> of(Class<?> contract) {
    List<Rule> rules = new ArrayList<>();
    for (Class<?> area : contract.getDeclaredClasses()) {
      if (area.isAnnotationPresent(Nested.class)) {
        String section = area.getAnnotation(DisplayName.class).value();
        for (Method method : area.getSuperclass().getDeclaredMethods()) {
          if (method.isAnnotationPresent(Test.class)) {
            rules.add(rule(section, method));
          }
        }
      }
    }
    return sorted(rules);
  }

  private static List<Rule> sorted(List<Rule> rules) {
    rules.sort(
        Comparator.comparing(Rule::section)
            .thenComparing(Rule::prefix)
            .thenComparing(Rule::number));
    return rules;
  }

  private static Rule rule(String section, Method method) {
    DisplayName name = method.getAnnotation(DisplayName.class);
    if (name == null || !name.value().matches("[A-Z]+-[1-9]\\d*: .+")) {
      throw new AssertionError("no rule id in the display name of " + method);
    }
    String[] parts = name.value().split(": ", 2);
    return new Rule(section, parts[0], parts[1], method.getName());
  }

  /** The rules as the tables of {@code docs/guarantees.md}, one for each area. */
  static String tables(List<Rule> rules) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Rule rule : rules) {
      if (!rule.section().equals(section)) {
        section = rule.section();
        text.append(text.isEmpty() ? "" : "\n").append("### ").append(section);
        text.append("\n\n| Rule | Says |\n|---|---|\n");
      }
      String sentence = rule.sentence().replace("|", "\\|");
      text.append("| ").append(rule.id()).append(" | ").append(sentence).append(" |\n");
    }
    return text.toString();
  }
}
