package io.tasks4j.backend;

import io.tasks4j.TaskId;
import java.time.Duration;
import java.util.List;

/**
 * Of backends that can take back a due time. A broker that carries tasks needs it of the store
 * beside it: there a task waits until its message has arrived.
 */
public interface EarlyStart extends TaskBackend {
  /** What a task is after a call. */
  enum State {
    /** It waits to be claimed, and is due. */
    READY,
    /** It runs, has ended, or waits for a time that it was given after a claim. */
    NOT_READY,
    /** There is none of this id. */
    UNKNOWN
  }

  /**
   * Makes tasks as they would be had they been enqueued without a due time: those that wait and
   * were never claimed. All others stay as they are.
   *
   * @param queue the queue of all of them
   * @return one state for each id, in order
   */
  List<State> startNow(String queue, List<TaskId> ids);

  /**
   * What {@link #startNowAndClaim} gives.
   *
   * @param states one for each id, in order
   * @param claims what was claimed
   */
  record StartedAndClaimed(List<State> states, Claims claims) {
    public StartedAndClaimed {
      states = List.copyOf(states);
    }
  }

  /**
   * Does as {@link #startNow}, then claims without waiting, whatever {@code request.maxWait()}
   * says. The claim sees what was started. When it throws, tasks may have been started or not; both
   * can be repeated.
   *
   * <p>By default two calls. A backend that can makes it one step, or at least one round trip.
   */
  default StartedAndClaimed startNowAndClaim(String queue, List<TaskId> ids, ClaimRequest request) {
    return new StartedAndClaimed(startNow(queue, ids), claim(request.maxWait(Duration.ZERO)));
  }
}
