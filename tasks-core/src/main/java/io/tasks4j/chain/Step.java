package io.tasks4j.chain;

import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.internal.Names;
import io.tasks4j.message.Join;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a {@link Workflow}: a name, a task, what it is given, and the steps it comes after.
 * Immutable; whether the steps it names are there, and give what it takes, is checked when the
 * workflow is built.
 */
public final class Step {
  private final String name;
  private final Steps.Plan plan;
  private final Join.Input input;
  private final List<String> parents;
  private final boolean runsAnyway;

  private Step(
      String name, Steps.Plan plan, Join.Input input, List<String> parents, boolean runsAnyway) {
    this.name = Names.check("step name", name);
    this.plan = plan;
    this.input = input;
    this.parents = List.copyOf(parents);
    this.runsAnyway = runsAnyway;
  }

  /** A step with a payload of its own. */
  public static <P> Step of(String name, TaskType<P, ?> type, P payload) {
    Steps.Plan plan = Steps.Plan.of(type, payload, TaskOptions.defaults());
    return new Step(name, plan, Join.Input.OWN, List.of(), false);
  }

  /** A step whose payload is the result of {@code parent}. */
  public static Step from(String parent, String name, TaskType<?, ?> type) {
    Steps.Plan plan = Steps.Plan.of(type, TaskOptions.defaults());
    return new Step(name, plan, Join.Input.FIRST, List.of(parent), false);
  }

  /**
   * A step whose payload is a list of the results of {@code parents}, in this order; one that did
   * not succeed, if the step runs anyway, is null there.
   *
   * @param type made by {@link TaskType#ofList}
   */
  public static Step fromAll(
      List<String> parents, String name, TaskType<? extends List<?>, ?> type) {
    Steps.Plan plan = Steps.Plan.of(type, TaskOptions.defaults());
    return new Step(name, plan, Join.Input.ALL, parents, false);
  }

  /**
   * The same, after more steps; their results are there by {@link io.tasks4j.TaskContext#parent}.
   *
   * @throws IllegalArgumentException when it takes the results of all that it comes after
   */
  public Step after(String... more) {
    if (input == Join.Input.ALL) {
      throw new IllegalArgumentException(
          "step '"
              + name
              + "' takes a list of the results of all steps it comes after, so name "
              + List.of(more)
              + " among those");
    }
    List<String> all = new ArrayList<>(parents);
    all.addAll(List.of(more));
    return new Step(name, plan, input, all, runsAnyway);
  }

  /**
   * The same with options.
   *
   * @throws IllegalArgumentException when they have an id
   */
  public Step options(TaskOptions options) {
    Steps.Plan changed = new Steps.Plan(plan.type(), plan.payload(), options);
    return new Step(name, changed, input, parents, runsAnyway);
  }

  /**
   * The same, run when all steps before it have ended, whether or not they succeeded; otherwise it
   * does not run when one of them did not.
   */
  public Step runsAnyway() {
    return new Step(name, plan, input, parents, true);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The names of the steps that it comes after. */
  public Set<String> parents() {
    return new LinkedHashSet<>(parents);
  }

  Steps.Plan plan() {
    return plan;
  }

  Join.Input input() {
    return input;
  }

  /** In the order of their slots. */
  List<String> slots() {
    return parents;
  }

  Optional<Join> join() {
    if (parents.isEmpty()) {
      return Optional.empty();
    }
    Join join = Join.of(parents.size()).input(input);
    return Optional.of(runsAnyway ? join.tolerating(parents.size()) : join);
  }
}
