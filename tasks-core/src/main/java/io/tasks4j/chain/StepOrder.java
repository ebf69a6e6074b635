package io.tasks4j.chain;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the steps of a workflow, and puts each behind those it comes after (A. B. Kahn,
 * "Topological sorting of large networks", 1962). Without recursion: the longest line of steps
 * needs no more stack than the shortest.
 */
final class StepOrder {
  private final Map<String, Step> byName = new LinkedHashMap<>();

  private StepOrder() {}

  /**
   * The steps in an order in which they can run.
   *
   * @throws IllegalArgumentException when there is none, and says why
   */
  static List<Step> check(List<Step> steps) {
    StepOrder order = new StepOrder();
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a workflow has one step or more, but this one has none");
    }
    for (Step step : steps) {
      if (order.byName.put(step.name(), step) != null) {
        throw new IllegalArgumentException(
            "each step of a workflow has a name of its own, but two are called '"
                + step.name()
                + "'");
      }
    }
    steps.forEach(order::checkParents);
    return order.sorted();
  }

  private void checkParents(Step step) {
    Set<String> seen = new HashSet<>();
    for (String name : step.slots()) {
      Step parent = byName.get(name);
      if (parent == null) {
        throw new IllegalArgumentException(
            "step '"
                + step.name()
                + "' comes after '"
                + name
                + "', but there is no such step; there "
                + (byName.size() == 1 ? "is " : "are ")
                + byName.keySet().stream().limit(20).toList());
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "step '" + step.name() + "' names '" + name + "' twice among the steps before it");
      }
    }
    checkInput(step);
  }

  private void checkInput(Step step) {
    Type payload = step.plan().type().payloadType();
    switch (step.input()) {
      case OWN, FAILURE -> {}
      case FIRST -> checkInput(step, step.slots().get(0), payload);
      case ALL -> {
        if (!(payload instanceof ParameterizedType list) || list.getRawType() != List.class) {
          throw new IllegalArgumentException(
              "step '"
                  + step.name()
                  + "' takes the results of several steps, so its payload must be a List, as of"
                  + " TaskType.ofList, but is "
                  + payload.getTypeName());
        }
        Type element = list.getActualTypeArguments()[0];
        step.slots().forEach(parent -> checkInput(step, parent, element));
      }
    }
  }

  private void checkInput(Step step, String parent, Type takes) {
    Step before = byName.get(parent);
    Type gives = before == null ? takes : before.plan().type().resultType();
    if (!gives.equals(takes)) {
      throw new IllegalArgumentException(
          "step '"
              + step.name()
              + "' takes "
              + takes.getTypeName()
              + " from '"
              + parent
              + "', but that gives "
              + gives.getTypeName());
    }
  }

  private List<Step> sorted() {
    Map<String, Integer> open = new HashMap<>();
    Map<String, List<Step>> children = new HashMap<>();
    Deque<Step> free = new ArrayDeque<>();
    for (Step step : byName.values()) {
      open.put(step.name(), step.slots().size());
      step.slots().forEach(p -> children.computeIfAbsent(p, n -> new ArrayList<>()).add(step));
      if (step.slots().isEmpty()) {
        free.add(step);
      }
    }
    List<Step> sorted = new ArrayList<>(byName.size());
    while (!free.isEmpty()) {
      Step step = free.remove();
      sorted.add(step);
      for (Step child : children.getOrDefault(step.name(), List.of())) {
        if (open.merge(child.name(), -1, Integer::sum) == 0) {
          free.add(child);
        }
      }
    }
    if (sorted.size() < byName.size()) {
      sorted.forEach(step -> byName.remove(step.name()));
      throw new IllegalArgumentException(
          "these steps wait for one another in a circle: " + circle());
    }
    return List.copyOf(sorted);
  }

  /** Every step that is left comes after another that is left, so whoever goes back goes round. */
  private String circle() {
    Set<String> seen = new LinkedHashSet<>();
    String name = byName.keySet().iterator().next();
    while (seen.add(name)) {
      Step step = byName.get(name);
      name =
          step == null
              ? name
              : step.slots().stream().filter(byName::containsKey).findFirst().orElse(name);
    }
    List<String> round = new ArrayList<>(seen);
    List<String> circle = new ArrayList<>(round.subList(round.indexOf(name), round.size()));
    circle.add(name);
    // Back from step to step is the wrong way round for a reader.
    Collections.reverse(circle);
    return String.join(" -> ", circle);
  }
}
