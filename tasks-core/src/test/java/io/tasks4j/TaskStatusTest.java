package io.tasks4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
  @Test
  void moves_are_those_of_the_state_machine() {
    assertEquals(EnumSet.of(TaskStatus.RUNNING, TaskStatus.CANCELLED), moves(TaskStatus.PENDING));
    assertEquals(moves(TaskStatus.PENDING), moves(TaskStatus.RETRY));
    assertEquals(EnumSet.complementOf(EnumSet.of(TaskStatus.RUNNING)), moves(TaskStatus.RUNNING));
    assertEquals(EnumSet.of(TaskStatus.PENDING), moves(TaskStatus.FAILURE));
    assertEquals(EnumSet.of(TaskStatus.PENDING), moves(TaskStatus.CANCELLED));
    assertEquals(Set.of(), moves(TaskStatus.SUCCESS));
  }

  @Test
  void no_terminal_status_runs() {
    for (TaskStatus status : TaskStatus.values()) {
      assertFalse(status.isTerminal() && status.canMoveTo(TaskStatus.RUNNING), status.name());
    }
  }

  private static Set<TaskStatus> moves(TaskStatus from) {
    Set<TaskStatus> moves = EnumSet.noneOf(TaskStatus.class);
    for (TaskStatus to : TaskStatus.values()) {
      if (from.canMoveTo(to)) {
        moves.add(to);
      }
    }
    return moves;
  }
}
