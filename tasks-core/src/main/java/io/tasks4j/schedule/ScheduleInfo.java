package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * One schedule as it stands.
 *
 * @param name its name
 * @param taskName the name of the tasks it enqueues; empty when it cannot be read
 * @param queue the queue they go to; empty when it cannot be read
 * @param schedule when; empty for a class of the application's own
 * @param options how it is kept to
 * @param state whether it goes on
 * @param next the next tick, without jitter; empty unless it is active. After a fixed delay, when
 *     it is looked at next
 * @param lastTick the latest tick that was fired, or the time of the latest {@code trigger}
 * @param lastTask the task of that tick
 */
public record ScheduleInfo(
    String name,
    String taskName,
    String queue,
    Optional<Schedule> schedule,
    ScheduleOptions options,
    State state,
    Optional<Instant> next,
    Optional<Instant> lastTick,
    Optional<TaskId> lastTask) {
  static ScheduleInfo of(String name, ScheduleState state) {
    TaskMessage template = state.definition().template();
    State stands = State.ACTIVE;
    if (state.paused()) {
      stands = State.PAUSED;
    } else if (state.ended()) {
      stands = State.ENDED;
    }
    return new ScheduleInfo(
        name,
        template.name(),
        template.queue(),
        state.definition().schedule(),
        state.definition().options(),
        stands,
        state.next(),
        state.lastTick(),
        state.lastTask());
  }

  static ScheduleInfo unreadable(String name) {
    return new ScheduleInfo(
        name,
        "",
        "",
        Optional.empty(),
        ScheduleOptions.defaults(),
        State.UNREADABLE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether a schedule goes on. */
  public enum State {
    /** It fires. */
    ACTIVE,
    /** It fires nothing until it is resumed. */
    PAUSED,
    /** It has no next time; it is forgotten after a day. */
    ENDED,
    /**
     * It is none that this release can read: something else wrote or damaged it. It fires nothing
     * until it is added anew, and can be removed.
     */
    UNREADABLE
  }
}
