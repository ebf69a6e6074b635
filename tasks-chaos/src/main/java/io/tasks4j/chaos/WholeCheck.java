package io.tasks4j.chaos;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.chaos.History.Run;
import io.tasks4j.chaos.History.TaskNotes;
import io.tasks4j.chaos.History.Whole;
import io.tasks4j.chaos.Load.Kind;
import io.tasks4j.result.TaskMetadata;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges chains and groups. That each part and each callback ended once is judged with all other
 * tasks, since each is one task under an id of its own.
 */
final class WholeCheck {
  static final String PART_LOST = "part of an accepted chain or group missing";
  static final String STEPS = "chain whose steps ended otherwise than they must";
  static final String STEP_ORDER = "step that began before the one before it was done";
  static final String GIVEN = "part that was given other results than there were";
  static final String CALLBACK = "callback that did not run to its end";
  static final String STRAY = "callback beside the one of its chain or group";
  static final String NEEDLESS = "callback or step that ran, but must not";
  static final String EARLY_CALLBACK = "callback that began before all members were done";

  private static final List<String> RULES =
      List.of(PART_LOST, STEPS, STEP_ORDER, GIVEN, CALLBACK, STRAY, NEEDLESS, EARLY_CALLBACK);

  private final History history;
  private final Function<TaskId, Optional<TaskMetadata>> find;
  private final Verdict verdict;

  WholeCheck(History history, Function<TaskId, Optional<TaskMetadata>> find, Verdict verdict) {
    this.history = history;
    this.find = find;
    this.verdict = verdict;
  }

  void check() {
    RULES.forEach(verdict::rule);
    Set<String> strays = new HashSet<>(history.called);
    for (Whole whole : history.wholes) {
      boolean accepted = history.made.contains(whole.id());
      TaskId id = TaskId.parse(whole.id());
      if (whole.kind() == Kind.CHAIN) {
        verdict.count("chains accepted", accepted ? 1 : 0);
        chain(whole, id, accepted);
        strays.remove(Compositions.onError(id).toString());
      } else {
        verdict.count("groups accepted", accepted ? 1 : 0);
        group(whole, id, accepted);
        strays.remove(whole.id());
      }
    }
    strays.forEach(stray -> verdict.violated(STRAY, stray));
  }

  private void chain(Whole chain, TaskId id, boolean accepted) {
    List<TaskId> steps = Compositions.steps(id, chain.parts());
    for (int i = 0; i < steps.size(); i++) {
      int step = i + 1;
      TaskNotes notes = notes(steps.get(i));
      if (i > 0) {
        after(STEP_ORDER, notes, List.of(notes(steps.get(i - 1))));
      }
      given(notes, i);
      boolean reached = chain.fails() == 0 || step <= chain.fails();
      if (!reached) {
        needless(notes);
      }
      if (accepted) {
        TaskStatus must =
            step == chain.fails()
                ? TaskStatus.FAILURE
                : reached ? TaskStatus.SUCCESS : TaskStatus.CANCELLED;
        ended(STEPS, steps.get(i), must);
      }
    }
    TaskId onError = Compositions.onError(id);
    TaskNotes callback = notes(onError);
    if (chain.fails() == 0) {
      needless(callback);
    } else {
      given(callback, chain.fails());
      callback(onError, callback, accepted);
    }
  }

  private void group(Whole group, TaskId id, boolean accepted) {
    List<TaskId> members = Compositions.members(id, group.parts());
    TaskNotes callback = notes(id);
    List<TaskNotes> good =
        members.subList(group.fails(), members.size()).stream().map(this::notes).toList();
    after(EARLY_CALLBACK, callback, good);
    given(callback, group.parts() - group.fails());
    callback(id, callback, accepted);
    if (accepted) {
      for (int i = 0; i < members.size(); i++) {
        boolean fails = i < group.fails();
        ended(STEPS, members.get(i), fails ? TaskStatus.FAILURE : TaskStatus.SUCCESS);
      }
    }
  }

  private void callback(TaskId id, TaskNotes notes, boolean accepted) {
    verdict.count("callbacks run", notes.completed.isEmpty() ? 0 : 1);
    if (accepted) {
      ended(CALLBACK, id, TaskStatus.SUCCESS);
      if (notes.completed.isEmpty()) {
        verdict.violated(CALLBACK, id + " never ran");
      }
    }
  }

  private void ended(String rule, TaskId id, TaskStatus must) {
    Optional<TaskStatus> status = find.apply(id).map(TaskMetadata::status);
    if (status.isEmpty()) {
      verdict.violated(PART_LOST, id.toString());
    } else if (status.get() != must) {
      verdict.violated(rule, id + " " + status.get() + ", not " + must);
    }
  }

  /** Nothing of {@code task} may begin before every one of {@code before} was done once. */
  private void after(String rule, TaskNotes task, Collection<TaskNotes> before) {
    OptionalLong began = task.runs.stream().mapToLong(Run::at).min();
    for (TaskNotes first : before) {
      OptionalLong done = first.completed.stream().mapToLong(Run::at).min();
      if (began.isPresent() && (done.isEmpty() || done.getAsLong() > began.getAsLong())) {
        verdict.violated(rule, task.id + " before " + first.id);
      }
    }
  }

  private void given(TaskNotes task, int must) {
    if (!Set.of(must).containsAll(task.given)) {
      verdict.violated(GIVEN, task.id + " " + task.given + ", not " + must);
    }
  }

  private void needless(TaskNotes task) {
    if (!task.runs.isEmpty()) {
      verdict.violated(NEEDLESS, task.id);
    }
  }

  private TaskNotes notes(TaskId id) {
    TaskNotes notes = history.tasks.get(id.toString());
    return notes == null ? new TaskNotes(id.toString()) : notes;
  }
}
