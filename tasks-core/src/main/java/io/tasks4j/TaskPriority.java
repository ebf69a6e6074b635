package io.tasks4j;

/** The range of priorities: 9 runs before 0, the default is 5. */
public final class TaskPriority {
  /** The last to run: 0. */
  public static final int LOWEST = 0;

  /** What a task has that names no priority: 5. */
  public static final int DEFAULT = 5;

  /** The first to run: 9. */
  public static final int HIGHEST = 9;

  private TaskPriority() {}

  /**
   * Gives {@code priority} back when it lies in the range.
   *
   * @throws IllegalArgumentException when it does not
   */
  public static int check(int priority) {
    if (priority < LOWEST || priority > HIGHEST) {
      throw new IllegalArgumentException(
          "priority must be from " + LOWEST + " to " + HIGHEST + ", but is " + priority);
    }
    return priority;
  }
}
