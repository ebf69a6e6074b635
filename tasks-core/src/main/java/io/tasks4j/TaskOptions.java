package io.tasks4j;

import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a task is enqueued: queue, priority, time, retries and more; each setting may be left open.
 *
 * <p>What a call leaves open is taken from the task type's defaults, then from {@link
 * io.tasks4j.queue.QueueConfig}, first by queue, then for all, then from the library's defaults.
 * Immutable: each setter gives a changed copy.
 */
public final class TaskOptions {
  private static final TaskOptions DEFAULTS = new TaskOptions(new Draft());

  private final @Nullable TaskId id;
  private final @Nullable String queue;
  private final @Nullable Integer priority;
  private final @Nullable When due;
  private final @Nullable When expiry;
  private final @Nullable Duration timeout;
  private final @Nullable RetryStrategy retry;
  private final @Nullable UniqueKey unique;
  private final @Nullable String exclusive;
  private final Map<String, String> headers;

  private TaskOptions(Draft draft) {
    this.id = draft.id;
    this.queue = draft.queue;
    this.priority = draft.priority;
    this.due = draft.due;
    this.expiry = draft.expiry;
    this.timeout = draft.timeout;
    this.retry = draft.retry;
    this.unique = draft.unique;
    this.exclusive = draft.exclusive;
    this.headers = Map.copyOf(draft.headers);
  }

  /** Options that leave everything open. */
  public static TaskOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The id of the task, instead of a new one. Enqueueing an id that the backend still keeps stores
   * nothing, so a producer that retries an enqueue under one id enqueues once. Retention forgets
   * ids: by default a finished task's after 24 hours.
   */
  public TaskOptions id(TaskId taskId) {
    Draft draft = new Draft(this);
    draft.id = Objects.requireNonNull(taskId, "taskId");
    return new TaskOptions(draft);
  }

  /** The queue; default {@code default}. 1 to 128 letters, digits or {@code . _ - : /}. */
  public TaskOptions queue(String name) {
    Draft draft = new Draft(this);
    draft.queue = Names.check("queue name", name);
    return new TaskOptions(draft);
  }

  /** From 0 (last) to 9 (first); default 5. */
  public TaskOptions priority(int value) {
    Draft draft = new Draft(this);
    draft.priority = TaskPriority.check(value);
    return new TaskOptions(draft);
  }

  /**
   * How long after the enqueue the task is due, by the backend's clock, from 0 to 36,500 days;
   * default at once.
   */
  public TaskOptions delay(Duration delay) {
    return due(new When.After(delay));
  }

  /** When the task is due, from 1970 to the end of 9999; in the past means at once. */
  public TaskOptions dueAt(Instant instant) {
    return due(new When.At(instant));
  }

  /** When the task is due. */
  public TaskOptions due(When when) {
    Draft draft = new Draft(this);
    draft.due = Objects.requireNonNull(when, "when");
    return new TaskOptions(draft);
  }

  /**
   * How long after the enqueue the task expires, from 1 ms; default never. A task that waits then,
   * for its first attempt or a retry, ends CANCELLED; a running one goes on.
   */
  public TaskOptions expiresAfter(Duration time) {
    return expiry(new When.After(Durations.positive("expiry", time)));
  }

  /** When the task expires; see {@link #expiresAfter}. */
  public TaskOptions expiresAt(Instant instant) {
    return expiry(new When.At(instant));
  }

  /** When the task expires; see {@link #expiresAfter}. */
  public TaskOptions expiry(When when) {
    Draft draft = new Draft(this);
    draft.expiry = Objects.requireNonNull(when, "when");
    return new TaskOptions(draft);
  }

  /** How long one attempt may run before it is interrupted, from 1 ms; default without limit. */
  public TaskOptions timeout(Duration time) {
    Draft draft = new Draft(this);
    draft.timeout = Durations.positive("timeout", time);
    return new TaskOptions(draft);
  }

  /** When and how often a failure is tried again; default {@link RetryStrategy#defaults()}. */
  public TaskOptions retry(RetryStrategy strategy) {
    Draft draft = new Draft(this);
    draft.retry = Objects.requireNonNull(strategy, "strategy");
    return new TaskOptions(draft);
  }

  /** Keeps a second task of this key out of the queue; default none. */
  public TaskOptions unique(UniqueKey key) {
    Draft draft = new Draft(this);
    draft.unique = Objects.requireNonNull(key, "key");
    return new TaskOptions(draft);
  }

  /**
   * One at a time of a key: while a task of {@code key} runs, no other one does, in whatever queue,
   * on all workers that share the locks ({@link io.tasks4j.queue.TaskQueue#locks}). Others of the
   * key wait, using up no attempt, and may overtake each other. 1 to 512 characters.
   */
  public TaskOptions exclusive(String key) {
    Draft draft = new Draft(this);
    draft.exclusive = checkExclusive(key);
    return new TaskOptions(draft);
  }

  /**
   * Adds a header, which the task can read from its context. All headers of a task may have 16,384
   * characters together.
   */
  public TaskOptions header(String name, String value) {
    return headers(Map.of(name, value));
  }

  /** Adds headers; a name given before is replaced. */
  public TaskOptions headers(Map<String, String> more) {
    Draft draft = new Draft(this);
    draft.headers.putAll(more);
    return new TaskOptions(draft);
  }

  /** These options, with what they leave open taken from {@code base}; headers are merged. */
  public TaskOptions over(TaskOptions base) {
    if (base.equals(DEFAULTS)) {
      return this;
    }
    if (equals(DEFAULTS)) {
      return base;
    }
    Draft draft = new Draft(base);
    draft.id = id != null ? id : draft.id;
    draft.queue = queue != null ? queue : draft.queue;
    draft.priority = priority != null ? priority : draft.priority;
    draft.due = due != null ? due : draft.due;
    draft.expiry = expiry != null ? expiry : draft.expiry;
    draft.timeout = timeout != null ? timeout : draft.timeout;
    draft.retry = retry != null ? retry : draft.retry;
    draft.unique = unique != null ? unique : draft.unique;
    draft.exclusive = exclusive != null ? exclusive : draft.exclusive;
    draft.headers.putAll(headers);
    return new TaskOptions(draft);
  }

  /** The id, if one was given. */
  public Optional<TaskId> id() {
    return Optional.ofNullable(id);
  }

  /** The queue, if one was given. */
  public Optional<String> queue() {
    return Optional.ofNullable(queue);
  }

  /** The priority, if one was given. */
  public Optional<Integer> priority() {
    return Optional.ofNullable(priority);
  }

  /** The due time, if one was given. */
  public Optional<When> due() {
    return Optional.ofNullable(due);
  }

  /** The expiry, if one was given. */
  public Optional<When> expiry() {
    return Optional.ofNullable(expiry);
  }

  /** The timeout, if one was given. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** The retry strategy, if one was given. */
  public Optional<RetryStrategy> retry() {
    return Optional.ofNullable(retry);
  }

  /** The unique key, if one was given. */
  public Optional<UniqueKey> unique() {
    return Optional.ofNullable(unique);
  }

  /**
   * Checks a key of {@link #exclusive}.
   *
   * @throws IllegalArgumentException when it is empty or too long
   */
  public static String checkExclusive(String key) {
    if (key.isEmpty() || key.length() > 512) {
      throw new IllegalArgumentException(
          "the key of exclusive has 1 to 512 characters, but this has " + key.length());
    }
    return Names.checkText("the key of exclusive", key);
  }

  /** The key of which one task runs at a time, if one was given. */
  public Optional<String> exclusive() {
    return Optional.ofNullable(exclusive);
  }

  /** The headers, in no order. */
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof TaskOptions that
        && Objects.equals(id, that.id)
        && Objects.equals(queue, that.queue)
        && Objects.equals(priority, that.priority)
        && Objects.equals(due, that.due)
        && Objects.equals(expiry, that.expiry)
        && Objects.equals(timeout, that.timeout)
        && Objects.equals(retry, that.retry)
        && Objects.equals(unique, that.unique)
        && Objects.equals(exclusive, that.exclusive)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        id, queue, priority, due, expiry, timeout, retry, unique, exclusive, headers);
  }

  @Override
  public String toString() {
    Map<String, Object> given = new TreeMap<>();
    id().ifPresent(v -> given.put("id", v));
    queue().ifPresent(v -> given.put("queue", v));
    priority().ifPresent(v -> given.put("priority", v));
    due().ifPresent(v -> given.put("due", v));
    expiry().ifPresent(v -> given.put("expiry", v));
    timeout().ifPresent(v -> given.put("timeout", v));
    retry().ifPresent(v -> given.put("retry", v));
    unique().ifPresent(v -> given.put("unique", v));
    exclusive().ifPresent(v -> given.put("exclusive", v));
    if (!headers.isEmpty()) {
      given.put("headers", headers.keySet());
    }
    return "TaskOptions" + given;
  }

  /** The one place that copies every field, so that no setter can forget one. */
  private static final class Draft {
    private @Nullable TaskId id;
    private @Nullable String queue;
    private @Nullable Integer priority;
    private @Nullable When due;
    private @Nullable When expiry;
    private @Nullable Duration timeout;
    private @Nullable RetryStrategy retry;
    private @Nullable UniqueKey unique;
    private @Nullable String exclusive;
    private final Map<String, String> headers = new TreeMap<>();

    Draft() {}

    Draft(TaskOptions from) {
      id = from.id;
      queue = from.queue;
      priority = from.priority;
      due = from.due;
      expiry = from.expiry;
      timeout = from.timeout;
      retry = from.retry;
      unique = from.unique;
      exclusive = from.exclusive;
      headers.putAll(from.headers);
    }
  }
}
