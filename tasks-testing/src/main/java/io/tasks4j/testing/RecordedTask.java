package io.tasks4j.testing;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One task as it was enqueued, with every option resolved. Immutable.
 *
 * @param message what travels; timeout, retry strategy and the rest are here
 * @param payload the payload, decoded when the type is known, else as {@link Payload}
 * @param enqueuedAt when it was enqueued
 * @param dueAt when it may start
 * @param <P> payload
 */
public record RecordedTask<P>(TaskMessage message, P payload, Instant enqueuedAt, Instant dueAt) {
  private static final int MOST_SHOWN = 300;

  static RecordedTask<Payload> of(TaskMessage message, Instant enqueuedAt) {
    Instant due = message.due().map(when -> when.resolve(enqueuedAt)).orElse(enqueuedAt);
    Instant dueAt = due.isBefore(enqueuedAt) ? enqueuedAt : due;
    return new RecordedTask<>(message, message.payload(), enqueuedAt, dueAt);
  }

  <Q> RecordedTask<Q> withPayload(Q decoded) {
    return new RecordedTask<>(message, decoded, enqueuedAt, dueAt);
  }

  /** The task's id. */
  public TaskId id() {
    return message.id();
  }

  /** The task's name. */
  public String name() {
    return message.name();
  }

  /** The queue it went to. */
  public String queue() {
    return message.queue();
  }

  /** From 0 to 9. */
  public int priority() {
    return message.priority();
  }

  /** The headers, in no order. */
  public Map<String, String> headers() {
    return message.headers();
  }

  /** The unique key, if it has one. */
  public Optional<UniqueKey> unique() {
    return message.unique();
  }

  /** How long after the enqueue it is due; zero means at once. */
  public Duration delay() {
    return Duration.between(enqueuedAt, dueAt);
  }

  /** One line for people, the payload included. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(name());
    line.append(" ").append(shown());
    line.append(" in queue '").append(queue()).append("'");
    line.append(", priority ").append(priority());
    line.append(", due ").append(delay().isZero() ? "at once" : "in " + delay());
    unique().ifPresent(key -> line.append(", unique '").append(key.key()).append("'"));
    if (!headers().isEmpty()) {
      line.append(", headers ").append(headers());
    }
    return line.toString();
  }

  private String shown() {
    Payload raw = message.payload();
    String text = raw.contentType().equals(Payload.JSON) ? raw.text() : raw.toString();
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
