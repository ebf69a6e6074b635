package io.tasks4j.chain;

import io.tasks4j.TaskId;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskGraph;
import io.tasks4j.queue.TaskQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Steps that depend on one another, each run as soon as those it comes after have succeeded; what
 * does not depend on each other runs in parallel. Immutable.
 *
 * <p>Enqueue it with {@link TaskQueue#enqueue(TaskGraph)}. Every step is a task of its own, kept by
 * the store, so whatever dies and comes back, the workflow goes on where it was. What comes after a
 * step that did not succeed does not run, unless it {@link Step#runsAnyway() runs anyway}; all else
 * does. The workflow completes when all steps have succeeded.
 */
public final class Workflow implements TaskGraph<WorkflowHandle> {
  private final List<Step> order;
  private final Optional<TaskId> id;

  private Workflow(List<Step> order, Optional<TaskId> id) {
    this.order = order;
    this.id = id;
  }

  /**
   * A workflow of these steps, in any order.
   *
   * @throws IllegalArgumentException when there is none, two have one name, one comes after a step
   *     that is not there, takes what the one before it does not give, or if they wait for one
   *     another in a circle
   */
  public static Workflow of(Step... steps) {
    return of(List.of(steps));
  }

  /** A workflow of these steps; see {@link #of(Step...)}. */
  public static Workflow of(List<Step> steps) {
    return new Workflow(StepOrder.check(steps), Optional.empty());
  }

  /** With an id: enqueued again under it, while the store keeps it, the workflow runs once. */
  public Workflow id(TaskId workflow) {
    return new Workflow(order, Optional.of(Objects.requireNonNull(workflow, "workflow")));
  }

  /** The steps, each behind those it comes after. */
  public List<Step> steps() {
    return order;
  }

  @Override
  public Optional<TaskId> id() {
    return id;
  }

  @Override
  public List<TaskMessage> messages(TaskId workflow, MessageFactory messages) {
    int count = order.size();
    List<TaskMessage.Builder> builders = new ArrayList<>(count);
    Map<String, String> queues = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Step step = order.get(i);
      TaskMessage.Builder message =
          step.plan().message(messages, CompositionPart.idOf(workflow, step.name()));
      queues.put(step.name(), message.build().queue());
      message.part(
          Optional.of(
              new CompositionPart(workflow, CompositionPart.Kind.WORKFLOW, step.name(), i, count)));
      builders.add(message.join(step.join()));
    }
    String queue = queues.getOrDefault(order.get(0).name(), "default");
    Map<String, List<Dependant>> dependants = dependants(workflow, queues);
    List<TaskMessage> all = new ArrayList<>(count + 1);
    all.add(
        Steps.gate(messages, workflow, queue)
            .join(Optional.of(Join.of(count).patiently().asGate()))
            .part(
                Optional.of(
                    new CompositionPart(
                        workflow, CompositionPart.Kind.WORKFLOW, "all", count, count)))
            .build());
    for (int i = count - 1; i >= 0; i--) {
      List<Dependant> waiting =
          new ArrayList<>(dependants.getOrDefault(order.get(i).name(), List.of()));
      waiting.add(new Dependant(workflow, queue, i, true));
      all.add(builders.get(i).dependants(waiting).build());
    }
    return all;
  }

  @Override
  public WorkflowHandle handle(TaskId workflow, TaskQueue queue) {
    return WorkflowHandle.of(queue, workflow);
  }

  private Map<String, List<Dependant>> dependants(TaskId workflow, Map<String, String> queues) {
    Map<String, List<Dependant>> dependants = new HashMap<>();
    for (Step step : order) {
      TaskId id = CompositionPart.idOf(workflow, step.name());
      String queue = queues.getOrDefault(step.name(), "default");
      List<String> parents = step.slots();
      for (int slot = 0; slot < parents.size(); slot++) {
        dependants
            .computeIfAbsent(parents.get(slot), p -> new ArrayList<>())
            .add(Dependant.of(id, queue, slot));
      }
    }
    return dependants;
  }
}
