package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class RetentionRules extends GraphRules {
  private static final Duration LONG = Duration.ofDays(300);
  private static final int MANY = 100_000;
  private static final TaskQuery ALL = TaskQuery.all().limit(1_000);

  RetentionRules(BackendContract contract) {
    super(contract);
  }

  private void open(Retention retention) {
    open(settings().retention(retention));
  }

  private List<TaskId> end(int count, Outcome outcome) {
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(enqueue(message().queue("ending")));
      var request = request().queues(List.of("ending"));
      assertSettles(look(request).claims().get(0), outcome);
    }
    return ids;
  }

  /**
   * Works on, since it is then that a backend removes things, until only {@code expected} are left.
   */
  private void assertKeeps(List<TaskId> expected, List<TaskId> of) {
    Awaitility.await()
        .atMost(patience())
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              work();
              return kept(of);
            },
            expected::equals);
  }

  private void work() {
    for (int i = 0; i < 3; i++) {
      TaskId id = enqueue(message().queue("working"));
      var request = request().queues(List.of("working"));
      assertSettles(look(request).claims().get(0), RELEASE);
      assertTrue(admin().purge(id));
    }
  }

  private List<TaskId> kept(List<TaskId> ids) {
    return ids.stream().filter(id -> admin().find(id).isPresent()).toList();
  }

  @Test
  @DisplayName(
      "KEEP-1: what ended well or was cancelled is removed when it is old, with its result")
  void keep_1_what_ended_well_or_was_cancelled_is_removed_when_it_is_old_with_its_result() {
    open(new Retention(units(10), MANY, LONG, MANY));
    List<TaskId> ids = new ArrayList<>(end(3, SUCCESS));
    ids.addAll(end(2, CANCELLED));
    pass(7);
    work();
    assertEquals(ids, kept(ids));
    assertTrue(backend().results().find(ids.get(0)).isPresent());
    pass(5);

    assertKeeps(List.of(), ids);
    assertEquals(Optional.empty(), backend().results().find(ids.get(0)));
    assertEquals(List.of(), admin().list(TaskQuery.all().queue("ending")));
  }

  @Test
  @DisplayName("KEEP-2: of what ended well or was cancelled the newest are kept, up to the count")
  void keep_2_of_what_ended_well_or_was_cancelled_the_newest_are_kept_up_to_the_count() {
    open(new Retention(LONG, 4, LONG, MANY));
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.addAll(end(1, i % 2 == 0 ? SUCCESS : CANCELLED));
      pass(1);
    }

    assertKeeps(ids.subList(2, 6), ids);
  }

  @Test
  @DisplayName("KEEP-3: dead letters are removed when they are old")
  void keep_3_dead_letters_are_removed_when_they_are_old() {
    open(new Retention(LONG, MANY, units(10), MANY));
    List<TaskId> ids = end(3, FAILURE);
    pass(7);
    work();
    assertEquals(ids, kept(ids));
    pass(5);

    assertKeeps(List.of(), ids);
    assertEquals(List.of(), admin().list(TaskQuery.deadLetters()));
  }

  @Test
  @DisplayName("KEEP-4: the newest dead letters are kept, up to the count")
  void keep_4_the_newest_dead_letters_are_kept_up_to_the_count() {
    open(new Retention(LONG, MANY, LONG, 3));
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.addAll(end(1, FAILURE));
      pass(1);
    }

    assertKeeps(ids.subList(3, 6), ids);
  }

  @Test
  @DisplayName("KEEP-5: dead letters and what ended well have separate counts and ages")
  void keep_5_dead_letters_and_what_ended_well_have_separate_counts_and_ages() {
    open(new Retention(units(5), 2, LONG, MANY));
    List<TaskId> dead = end(4, FAILURE);
    List<TaskId> old = end(4, SUCCESS);
    pass(7);
    assertKeeps(List.of(), old);

    assertEquals(dead, kept(dead));
  }

  @Test
  @DisplayName("KEEP-6: what has not ended is never removed, however old and many")
  void keep_6_what_has_not_ended_is_never_removed_however_old_and_many() {
    open(new Retention(units(2), 1, units(2), 1));
    List<TaskId> ids = new ArrayList<>(enqueue(20));
    if (has(Capability.DELAY)) {
      ids.add(enqueue(due(90)));
    }
    TaskId running = ids.get(0);
    claim(running);
    assertSettles(claim(ids.get(1)), new Outcome.Retry(units(90), error("later")));
    List<TaskId> old = end(3, SUCCESS);
    pass(5);
    assertKeeps(List.of(), old);

    assertEquals(ids, kept(ids));
    assertStatus(TaskStatus.RUNNING, running);
  }

  @Test
  @DisplayName("KEEP-7: a dead letter that was put back is not removed as one, nor what it revives")
  void keep_7_a_dead_letter_that_was_put_back_is_not_removed_as_one_nor_what_it_revives() {
    open(new Retention(LONG, 2, units(5), 1));
    TaskMessage waiting = waiting(Join.of(1));
    boolean joins = !lacksJoins();
    TaskId id = joins ? enqueueWithParents(waiting).get(0).id() : enqueue();
    assertSettles(claim(id), FAILURE);
    assertTrue(admin().requeue(id));
    List<TaskId> old = new ArrayList<>(end(3, FAILURE));
    old.addAll(end(3, CANCELLED));
    pass(7);
    assertKeeps(old.subList(4, 6), old);

    assertStatus(TaskStatus.PENDING, id);
    if (joins) {
      assertStatus(TaskStatus.PENDING, waiting.id());
    }
  }

  @Test
  @DisplayName("KEEP-8: the age counts from the end of a task, not from its enqueue")
  void keep_8_the_age_counts_from_the_end_of_a_task_not_from_its_enqueue() {
    open(new Retention(units(10), MANY, LONG, MANY));
    TaskId id = enqueue();
    List<TaskId> old = end(1, SUCCESS);
    pass(7);
    assertSettles(claim(id), SUCCESS);
    pass(5);
    assertKeeps(List.of(), old);

    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("KEEP-9: of 300 ended tasks a listing shows no more than the count")
  void keep_9_of_300_ended_tasks_a_listing_shows_no_more_than_the_count() {
    open(new Retention(LONG, 20, LONG, 20));
    for (int i = 0; i < 6; i++) {
      enqueue(50);
      for (var claim : claim(50)) {
        assertSettles(claim, i % 2 == 0 ? SUCCESS : FAILURE);
      }
    }
    List<TaskId> all = admin().list(ALL).stream().map(TaskMetadata::id).toList();

    Awaitility.await()
        .atMost(patience())
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              work();
              return kept(all).size();
            },
            left -> left == 40);
    assertEquals(40, admin().list(ALL).size());
  }
}
