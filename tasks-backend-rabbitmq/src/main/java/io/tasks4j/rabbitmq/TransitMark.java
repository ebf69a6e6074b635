package io.tasks4j.rabbitmq;

import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the store keeps a task whose message is with the broker: with a due time, the transit
 * timeout, and a mark. Both are taken off again from whatever comes out of the store.
 */
final class TransitMark {
  private static final String MARK = "inTransit";

  private TransitMark() {}

  static TaskMessage mark(TaskMessage message, Duration timeout) {
    Map<String, String> extras = new HashMap<>(message.extras());
    extras.put(MARK, "true");
    return message.toBuilder().due(Optional.of(new When.After(timeout))).extras(extras).build();
  }

  static boolean isMarked(TaskMessage message) {
    return message.extras().containsKey(MARK);
  }

  static TaskMessage unmark(TaskMessage message) {
    if (!isMarked(message)) {
      return message;
    }
    Map<String, String> extras = new HashMap<>(message.extras());
    extras.remove(MARK);
    return message.toBuilder().due(Optional.empty()).extras(extras).build();
  }

  static Claims unmark(Claims claims) {
    return new Claims(
        claims.claims().stream().map(TransitMark::unmark).toList(),
        claims.losses().stream().map(TransitMark::unmark).toList());
  }

  /** Whether the task waits and may still be with the broker. */
  static boolean mayBeUnderWay(TaskMetadata task) {
    return isMarked(task.message()) && task.startedAt().isEmpty();
  }

  static TaskMetadata unmark(TaskMetadata t) {
    if (!isMarked(t.message())) {
      return t;
    }
    boolean fresh =
        t.startedAt().isEmpty() && (t.status() == TaskStatus.PENDING || t.status().isTerminal());
    return new TaskMetadata(
        unmark(t.message()),
        t.status(),
        t.failures(),
        t.losses(),
        t.enqueuedAt(),
        fresh ? t.enqueuedAt() : t.dueAt(),
        t.expiresAt(),
        t.startedAt(),
        t.finishedAt(),
        t.worker(),
        t.cancelRequested(),
        t.error(),
        t.progress());
  }

  static List<TaskMetadata> unmark(List<TaskMetadata> tasks) {
    return tasks.stream().map(TransitMark::unmark).toList();
  }

  private static Claim unmark(Claim c) {
    return isMarked(c.message())
        ? new Claim(unmark(c.message()), c.token(), c.failures(), c.losses(), c.lastDelivery())
        : c;
  }

  private static LostDelivery unmark(LostDelivery l) {
    return isMarked(l.message())
        ? new LostDelivery(unmark(l.message()), l.losses(), l.worker(), l.next())
        : l;
  }
}
