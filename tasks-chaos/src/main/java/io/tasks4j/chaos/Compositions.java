package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The chains and groups of a run, and the tasks that they are made of. */
final class Compositions {
  /**
   * Payload and result of a step.
   *
   * @param done how many steps were before it, which the steps themselves count
   * @param fails which step fails for good, from 1; 0 for none
   */
  record Step(int done, int fails) {}

  /** Payload of a member, whose result is its index. */
  record Member(int index, boolean fails) {}

  private static final TaskType<Step, Step> STEP =
      TaskType.of("chaos.step", Step.class, Step.class);
  private static final TaskType<ChainFailure, Void> CHAIN_FAILED =
      TaskType.of("chaos.chain-failed", ChainFailure.class);
  private static final TaskType<Member, Integer> MEMBER =
      TaskType.of("chaos.member", Member.class, Integer.class);
  private static final TaskType<List<Integer>, Void> ALL_DONE =
      TaskType.ofList("chaos.all-done", Integer.class, Void.class);

  private Compositions() {}

  /** A chain of {@code steps} with an error callback; step {@code fails} does, 0 for none. */
  static TaskChain<Step> chain(TaskId id, int steps, int fails, String queue) {
    TaskChain<Step> chain =
        TaskChain.startWith(STEP, new Step(0, fails), options(queue, fails == 1));
    for (int step = 2; step <= steps; step++) {
      chain = chain.then(STEP, options(queue, fails == step));
    }
    return chain.onError(CHAIN_FAILED, options(queue, false)).id(id);
  }

  /** A group whose first {@code failing} members fail for good, which its callback bears. */
  static TaskGroup<Integer, Void> group(TaskId id, int members, int failing, String queue) {
    List<Member> bad = IntStream.range(0, failing).mapToObj(i -> new Member(i, true)).toList();
    List<Member> good =
        IntStream.range(failing, members).mapToObj(i -> new Member(i, false)).toList();
    return TaskGroup.of(MEMBER, bad, options(queue, true))
        .add(MEMBER, good, options(queue, false))
        .allowFailures(failing)
        .then(ALL_DONE, options(queue, false))
        .id(id);
  }

  /** Ids of the steps of a chain, in order. */
  static List<TaskId> steps(TaskId chain, int steps) {
    List<TaskId> ids = new ArrayList<>();
    for (int step = 1; step < steps; step++) {
      ids.add(CompositionPart.idOf(chain, Integer.toString(step)));
    }
    ids.add(chain);
    return ids;
  }

  /** Id of the error callback of a chain. */
  static TaskId onError(TaskId chain) {
    return CompositionPart.idOf(chain, "error");
  }

  /** Ids of the members of a group; its callback has the id of the group. */
  static List<TaskId> members(TaskId group, int members) {
    return IntStream.range(0, members).mapToObj(i -> CompositionPart.idOf(group, "" + i)).toList();
  }

  /** The tasks, which note what they were given. */
  static List<Task<?, ?>> tasks(Notes notes) {
    return List.of(
        Load.noted(STEP, notes, (step, context) -> step(step, context, notes)),
        Load.noted(
            CHAIN_FAILED,
            notes,
            (failure, context) -> {
              notes.add("called", context.id());
              notes.add("given", context.id(), failure.step());
              return null;
            }),
        Load.noted(MEMBER, notes, (member, context) -> member(member)),
        Load.noted(
            ALL_DONE,
            notes,
            (indexes, context) -> {
              notes.add("called", context.id());
              notes.add("given", context.id(), inOrder(indexes));
              return null;
            }));
  }

  private static Step step(Step step, TaskContext context, Notes notes) {
    notes.add("given", context.id(), step.done());
    int done = step.done() + 1;
    if (done == step.fails() || (done % 3 == 2 && context.attempt() == 1)) {
      throw new IllegalStateException("fails on purpose");
    }
    return new Step(done, step.fails());
  }

  private static int member(Member member) {
    if (member.fails()) {
      throw new IllegalStateException("fails on purpose");
    }
    return member.index();
  }

  /** How many results there are, each at its place; -1 when one is at another's. */
  private static int inOrder(List<Integer> indexes) {
    int found = 0;
    for (int i = 0; i < indexes.size(); i++) {
      Integer index = indexes.get(i);
      if (index != null && index != i) {
        return -1;
      }
      found += index == null ? 0 : 1;
    }
    return found;
  }

  private static TaskOptions options(String queue, boolean fails) {
    RetryStrategy patient = RetryStrategy.fixedDelay(Duration.ofMillis(100)).maxRetries(100);
    return TaskOptions.defaults().queue(queue).retry(fails ? RetryStrategy.none() : patient);
  }
}
