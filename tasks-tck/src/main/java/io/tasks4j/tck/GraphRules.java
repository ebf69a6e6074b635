package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.JoinState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the rules on tasks that wait for others share. */
abstract class GraphRules extends Rules {
  GraphRules(BackendContract contract) {
    super(contract);
  }

  /** A backend without joins has to refuse both sides of one. */
  final boolean lacksJoins() {
    if (has(Capability.JOIN)) {
      return false;
    }
    TaskMessage waiting = message().join(Optional.of(Join.of(1))).build();
    TaskMessage parent = message().dependants(List.of(dependant(waiting, 0))).build();
    refused(() -> backend().enqueue(List.of(waiting)));
    refused(() -> backend().enqueue(List.of(parent)));
    assertNothingReady();
    return true;
  }

  static TaskMessage waiting(Join join) {
    return message("waiting").join(Optional.of(join)).build();
  }

  static Dependant dependant(TaskMessage waiting, int slot) {
    return Dependant.of(waiting.id(), waiting.queue(), slot);
  }

  static TaskMessage parentOf(TaskMessage waiting, int slot) {
    return message("parent").dependants(List.of(dependant(waiting, slot))).build();
  }

  /** As many parents as the task waits for, in the order of their slots. */
  static List<TaskMessage> parentsOf(TaskMessage waiting) {
    List<TaskMessage> parents = new ArrayList<>();
    for (int slot = 0; slot < waiting.join().orElseThrow().parents(); slot++) {
      parents.add(parentOf(waiting, slot));
    }
    return parents;
  }

  /** Stores a task that waits, and then its parents. */
  final List<TaskMessage> enqueueWithParents(TaskMessage waiting) {
    List<TaskMessage> parents = parentsOf(waiting);
    enqueueAll(waiting);
    enqueueAll(parents);
    return parents;
  }

  final void enqueueAll(TaskMessage... messages) {
    enqueueAll(List.of(messages));
  }

  final void enqueueAll(List<TaskMessage> messages) {
    List<EnqueueResult> stored =
        messages.stream().map(m -> new EnqueueResult(m.id(), true)).toList();
    assertEquals(stored, backend().enqueue(messages));
  }

  final void assertJoin(int parents, int arrived, int failures, TaskId id) {
    assertEquals(
        Optional.of(new JoinState(parents, arrived, failures)), backend().results().joinState(id));
  }

  static Outcome success(String json) {
    return new Outcome.Success(Optional.of(Payload.json(json)));
  }
}
