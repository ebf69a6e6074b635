package io.tasks4j.examples.crash;

import io.tasks4j.TaskId;
import io.tasks4j.TaskType;

/**
 * The payload of a task of the proof.
 *
 * @param number from 0
 * @param text follows from the number, so that a worker sees whether it arrived whole
 */
record Work(int number, String text) {
  static final TaskType<Work, Void> TYPE = TaskType.of("crash.work", Work.class);

  static Work of(int number) {
    return new Work(number, text(number));
  }

  /** The same for the same number: a producer that starts again enqueues nothing twice. */
  static TaskId id(int number) {
    return TaskId.derived("crash.work/" + number);
  }

  boolean isWhole() {
    return text.equals(text(number));
  }

  private static String text(int number) {
    return ("task " + number + ", ").repeat(16);
  }
}
