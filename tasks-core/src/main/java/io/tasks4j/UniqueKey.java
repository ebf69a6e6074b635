package io.tasks4j;

import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a second task with the same key out of the same queue.
 *
 * <p>A key is held by the task it was enqueued with, and freed by that task's own state: it can
 * never be stuck. Enqueueing a duplicate stores nothing and gives the id of the task that holds the
 * key.
 *
 * @param key any text, 1 to 512 characters
 * @param scope until when the key is held
 * @param window for {@link Scope#WITHIN} how long after the enqueue the key is held, else empty
 */
public record UniqueKey(String key, Scope scope, Optional<Duration> window) {
  /** Until when a key is held. */
  public enum Scope {
    /** Until the task starts to run; free while it runs, so one may wait behind the running one. */
    WAITING,
    /** Until the task ends in any way. */
    LIVE,
    /** For a time after the enqueue, whatever becomes of the task. */
    WITHIN
  }

  public UniqueKey {
    if (key.isEmpty() || key.length() > 512) {
      throw new IllegalArgumentException(
          "a unique key has 1 to 512 characters, but this has " + key.length());
    }
    Names.checkText("a unique key", key);
    if (window.isPresent() != (scope == Scope.WITHIN)) {
      throw new IllegalArgumentException("a window goes with scope WITHIN, but is " + scope);
    }
    window.ifPresent(w -> Durations.positive("the window", w));
  }

  /** Held until the task starts to run. */
  public static UniqueKey whileWaiting(String key) {
    return new UniqueKey(key, Scope.WAITING, Optional.empty());
  }

  /** Held until the task ends: in success, dead letter, cancel or expiry. */
  public static UniqueKey whileLive(String key) {
    return new UniqueKey(key, Scope.LIVE, Optional.empty());
  }

  /** Held for {@code window} after the enqueue, even when the task ends before. */
  public static UniqueKey within(String key, Duration window) {
    return new UniqueKey(key, Scope.WITHIN, Optional.of(window));
  }
}
