package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskQueue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes the messages of ticks from the templates of schedules. */
final class TickMessages {
  private TickMessages() {}

  /**
   * The message of one tick, after all interceptors.
   *
   * @param tick the time that the task is told
   * @param due when it may start, which the backend judges by its own clock; empty means at once
   */
  static TaskMessage of(
      String name,
      ScheduleState state,
      TaskId id,
      Instant tick,
      Optional<Instant> due,
      TaskQueue queue,
      MessageFactory messages) {
    TaskMessage template = state.definition().template();
    Map<String, String> headers = new HashMap<>(template.headers());
    headers.put(Scheduler.NAME_HEADER, name);
    headers.put(Scheduler.TICK_HEADER, tick.toString());
    TaskMessage.Builder message =
        template.toBuilder(id, queue.config().clock().instant()).headers(headers);
    if (due.isPresent() && queue.backend().capabilities().contains(Capability.DELAY)) {
      message.due(Optional.of(new When.At(due.get())));
    }
    if (state.definition().options().overlap() == Overlap.SKIP) {
      // Held by the task until it ends: the backend judges overlap, in one step with the enqueue.
      message.unique(Optional.of(UniqueKey.whileLive("schedule:" + name)));
    }
    return messages.intercept(message.build());
  }
}
