package io.tasks4j;

import org.jspecify.annotations.Nullable;

/** Thrown by a task to end as a dead letter at once; see {@link TaskContext#giveUp(String)}. */
public final class GiveUpException extends TaskException {
  /** Says why trying again is of no use. */
  public GiveUpException(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
