package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.tck.TransitionVectors.Case;
import io.tasks4j.tck.TransitionVectors.Move;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TransitionVectorsTest {
  @Test
  void there_are_thousands_and_each_status_is_among_them() {
    List<Case> cases = TransitionVectors.all();

    assertTrue(cases.size() > 5_000, () -> cases.size() + " cases");
    assertEquals(
        EnumSet.allOf(TaskStatus.class),
        cases.stream().map(c -> c.state().status()).collect(Collectors.toSet()));
  }

  @Test
  void moves_are_those_of_the_state_machine() {
    assertEquals(Set.of(TaskStatus.RUNNING, TaskStatus.CANCELLED), movesFrom(TaskStatus.PENDING));
    assertEquals(movesFrom(TaskStatus.PENDING), movesFrom(TaskStatus.RETRY));
    assertEquals(
        EnumSet.complementOf(EnumSet.of(TaskStatus.RUNNING)), movesFrom(TaskStatus.RUNNING));
    assertEquals(
        Set.of(TaskStatus.PENDING, TaskStatus.RETRY, TaskStatus.CANCELLED),
        movesFrom(TaskStatus.SUSPENDED));
    assertEquals(Set.of(TaskStatus.PENDING), movesFrom(TaskStatus.FAILURE));
    assertEquals(Set.of(TaskStatus.PENDING), movesFrom(TaskStatus.CANCELLED));
    assertEquals(Set.of(), movesFrom(TaskStatus.SUCCESS));
  }

  private static Set<TaskStatus> movesFrom(TaskStatus from) {
    return TransitionVectors.moves().stream()
        .filter(move -> move.from() == from)
        .map(Move::to)
        .collect(Collectors.toSet());
  }
}
