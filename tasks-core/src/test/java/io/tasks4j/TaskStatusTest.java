package io.tasks4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
  @Test
  void success_failure_and_cancelled_are_ends() {
    Set<TaskStatus> ends =
        EnumSet.allOf(TaskStatus.class).stream()
            .filter(TaskStatus::isTerminal)
            .collect(Collectors.toSet());

    assertEquals(Set.of(TaskStatus.SUCCESS, TaskStatus.FAILURE, TaskStatus.CANCELLED), ends);
  }
}
