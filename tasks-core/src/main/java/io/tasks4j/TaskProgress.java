package io.tasks4j;

/**
 * How far a running task says it is.
 *
 * @param done units done, 0 or more
 * @param total units in all, at least {@code done}; 0 when unknown
 * @param note what it is doing, for people; empty when it said nothing
 */
public record TaskProgress(long done, long total, String note) {
  public TaskProgress {
    if (done < 0 || total < 0 || (total > 0 && done > total)) {
      throw new IllegalArgumentException(
          "progress must be 0 <= done <= total, but is " + done + " of " + total);
    }
  }

  /** Share done, from 0 to 1; 0 when the total is unknown. */
  public double fraction() {
    return total == 0 ? 0 : (double) done / total;
  }
}
