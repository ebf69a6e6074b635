package io.tasks4j.message;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskPriority;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.internal.Names;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One task as its producer sent it: never changed on its way; counts and states live beside it.
 *
 * @param id identity; enqueueing an id that a backend still keeps changes nothing
 * @param name the task's name
 * @param queue the queue
 * @param priority from 0 to 9
 * @param payload encoded payload
 * @param headers for interceptors and the task
 * @param enqueuedAt by the producer's clock, for people; backends keep their own
 * @param due when it may start; empty means at once
 * @param expiry when it ends CANCELLED if it waits then; empty means never
 * @param timeout how long one attempt may run; empty means without limit
 * @param retry when and how often a failure is tried again
 * @param unique keeps a second task of the key out of the queue
 * @param exclusive of the tasks with this key one runs at a time
 * @param join what it waits for; empty means nothing
 * @param dependants the tasks that wait for it
 * @param part of what chain, group or workflow it is a part
 * @param extras members of the JSON form that this release does not know, as JSON text, by name
 */
public record TaskMessage(
    TaskId id,
    String name,
    String queue,
    int priority,
    Payload payload,
    Map<String, String> headers,
    Instant enqueuedAt,
    Optional<When> due,
    Optional<When> expiry,
    Optional<Duration> timeout,
    RetryStrategy retry,
    Optional<UniqueKey> unique,
    Optional<String> exclusive,
    Optional<Join> join,
    List<Dependant> dependants,
    Optional<CompositionPart> part,
    Map<String, String> extras) {

  public TaskMessage {
    Names.check("task name", name);
    Names.check("queue name", queue);
    TaskPriority.check(priority);
    exclusive.ifPresent(TaskOptions::checkExclusive);
    headers = Map.copyOf(headers);
    dependants = List.copyOf(dependants);
    extras = Map.copyOf(extras);
    if (!headers.isEmpty() || !extras.isEmpty()) {
      checkTexts(headers, extras);
    }
    if (unique.isPresent() && (join.isPresent() || !dependants.isEmpty())) {
      // A duplicate would not be stored, and whoever waits for it would wait for ever.
      throw new IllegalArgumentException(
          "a task that waits for others, or that others wait for, cannot have a unique key, but '"
              + name
              + "' has '"
              + unique.get().key()
              + "'; an id of its own does the same");
    }
  }

  private static void checkTexts(Map<String, String> headers, Map<String, String> extras) {
    headers.forEach(
        (header, value) -> {
          Names.checkText("the name of a header", header);
          Names.checkText(() -> "header '" + header + "'", value);
        });
    extras.keySet().forEach(extra -> Names.checkText("the name of a member", extra));
  }

  /** A builder with the library's defaults: queue {@code default}, priority 5, at once. */
  public static Builder builder(TaskId id, String name, Payload payload, Instant enqueuedAt) {
    return new Builder(id, name, payload, enqueuedAt);
  }

  /** A builder that starts from this message. */
  public Builder toBuilder() {
    return toBuilder(id, enqueuedAt);
  }

  /** A builder of another task that is like this one. */
  public Builder toBuilder(TaskId otherId, Instant otherTime) {
    Builder b = new Builder(otherId, name, payload, otherTime);
    b.queue = queue;
    b.priority = priority;
    b.headers = headers;
    b.due = due;
    b.expiry = expiry;
    b.timeout = timeout;
    b.retry = retry;
    b.unique = unique;
    b.exclusive = exclusive;
    b.join = join;
    b.dependants = dependants;
    b.part = part;
    b.extras = extras;
    return b;
  }

  /** Collects a message. Not thread-safe. */
  public static final class Builder {
    private final TaskId id;
    private final String name;
    private final Payload payload;
    private final Instant enqueuedAt;
    private String queue = "default";
    private int priority = TaskPriority.DEFAULT;
    private Map<String, String> headers = Map.of();
    private Optional<When> due = Optional.empty();
    private Optional<When> expiry = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private RetryStrategy retry = RetryStrategy.defaults();
    private Optional<UniqueKey> unique = Optional.empty();
    private Optional<String> exclusive = Optional.empty();
    private Optional<Join> join = Optional.empty();
    private List<Dependant> dependants = List.of();
    private Optional<CompositionPart> part = Optional.empty();
    private Map<String, String> extras = Map.of();

    private Builder(TaskId id, String name, Payload payload, Instant enqueuedAt) {
      this.id = id;
      this.name = name;
      this.payload = payload;
      this.enqueuedAt = enqueuedAt;
    }

    /** See {@link TaskMessage#queue()}. */
    public Builder queue(String value) {
      this.queue = value;
      return this;
    }

    /** See {@link TaskMessage#priority()}. */
    public Builder priority(int value) {
      this.priority = value;
      return this;
    }

    /** See {@link TaskMessage#headers()}; replaces them. */
    public Builder headers(Map<String, String> value) {
      this.headers = value;
      return this;
    }

    /** See {@link TaskMessage#due()}. */
    public Builder due(Optional<When> value) {
      this.due = value;
      return this;
    }

    /** See {@link TaskMessage#expiry()}. */
    public Builder expiry(Optional<When> value) {
      this.expiry = value;
      return this;
    }

    /** See {@link TaskMessage#timeout()}. */
    public Builder timeout(Optional<Duration> value) {
      this.timeout = value;
      return this;
    }

    /** See {@link TaskMessage#retry()}. */
    public Builder retry(RetryStrategy value) {
      this.retry = value;
      return this;
    }

    /** See {@link TaskMessage#unique()}. */
    public Builder unique(Optional<UniqueKey> value) {
      this.unique = value;
      return this;
    }

    /** See {@link TaskMessage#exclusive()}. */
    public Builder exclusive(Optional<String> value) {
      this.exclusive = value;
      return this;
    }

    /** See {@link TaskMessage#join()}. */
    public Builder join(Optional<Join> value) {
      this.join = value;
      return this;
    }

    /** See {@link TaskMessage#dependants()}; replaces them. */
    public Builder dependants(List<Dependant> value) {
      this.dependants = value;
      return this;
    }

    /** See {@link TaskMessage#part()}. */
    public Builder part(Optional<CompositionPart> value) {
      this.part = value;
      return this;
    }

    /** See {@link TaskMessage#extras()}; replaces them. */
    public Builder extras(Map<String, String> value) {
      this.extras = value;
      return this;
    }

    /**
     * The message.
     *
     * @throws IllegalArgumentException when a name or the priority is out of range, or a task with
     *     joins has a unique key
     */
    public TaskMessage build() {
      return new TaskMessage(
          id,
          name,
          queue,
          priority,
          payload,
          headers,
          enqueuedAt,
          due,
          expiry,
          timeout,
          retry,
          unique,
          exclusive,
          join,
          dependants,
          part,
          extras);
    }
  }
}
