package io.tasks4j.testing;

import io.tasks4j.TaskType;
import io.tasks4j.TypedTask;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.message.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Tasks that were enqueued, in that order: narrow them down, then say how many there must be.
 *
 * <p>{@code tasks.enqueued(Resize.TYPE).withPayload(p -> p.width() ==
 * 200).inQueue("images").once()}
 *
 * <p>What is untrue throws an {@link AssertionError} that lists all tasks there were. Needs no
 * assertion library. Immutable: a snapshot of the moment it was asked for.
 *
 * @param <P> payload; {@link Payload} until {@link #ofType} says more
 */
public final class RecordedTasks<P> implements Iterable<RecordedTask<P>> {
  private static final int MOST_LISTED = 50;

  private final List<RecordedTask<Payload>> all;
  private final List<RecordedTask<P>> matching;
  private final List<String> conditions;
  private final PayloadCodec codec;

  private RecordedTasks(
      List<RecordedTask<Payload>> all,
      List<RecordedTask<P>> matching,
      List<String> conditions,
      PayloadCodec codec) {
    this.all = all;
    this.matching = matching;
    this.conditions = conditions;
    this.codec = codec;
  }

  static RecordedTasks<Payload> of(List<RecordedTask<Payload>> tasks, PayloadCodec codec) {
    List<RecordedTask<Payload>> all = List.copyOf(tasks);
    return new RecordedTasks<>(all, all, List.of(), codec);
  }

  /**
   * Those of the type of {@code wanted}, by its name, with their payloads decoded.
   *
   * @throws io.tasks4j.TaskSerializationException when a payload is none of this type
   */
  public <Q> RecordedTasks<Q> ofType(TypedTask<Q, ?> wanted) {
    TaskType<Q, ?> type = wanted.type();
    List<RecordedTask<Q>> found = new ArrayList<>();
    for (RecordedTask<P> task : matching) {
      if (task.name().equals(type.name())) {
        found.add(task.withPayload(decode(task.message().payload(), type)));
      }
    }
    return new RecordedTasks<>(all, List.copyOf(found), and("of type " + type.name()), codec);
  }

  /** Those whose payload passes {@code test}. */
  public RecordedTasks<P> withPayload(Predicate<? super P> test) {
    return where("with a payload that passes the test", task -> test.test(task.payload()));
  }

  /** Those whose payload equals {@code expected}. */
  public RecordedTasks<P> withPayload(P expected) {
    return where("with payload " + expected, task -> Objects.equals(expected, task.payload()));
  }

  /** Those that went to {@code queue}. */
  public RecordedTasks<P> inQueue(String queue) {
    return where("in queue '" + queue + "'", task -> task.queue().equals(queue));
  }

  /** Those of {@code priority}. */
  public RecordedTasks<P> withPriority(int priority) {
    return where("with priority " + priority, task -> task.priority() == priority);
  }

  /** Those with header {@code name} of {@code value}. */
  public RecordedTasks<P> withHeader(String name, String value) {
    return where(
        "with header " + name + "=" + value, task -> value.equals(task.headers().get(name)));
  }

  /** Those with the unique key {@code key}, whatever its scope. */
  public RecordedTasks<P> withUniqueKey(String key) {
    return where(
        "with unique key '" + key + "'",
        task -> task.unique().filter(unique -> unique.key().equals(key)).isPresent());
  }

  /** Those that were due at once. */
  public RecordedTasks<P> dueAtOnce() {
    return where("due at once", task -> task.delay().isZero());
  }

  /** Those that were due exactly {@code delay} after their enqueue. */
  public RecordedTasks<P> dueIn(Duration delay) {
    return where("due in " + delay, task -> task.delay().equals(delay));
  }

  /** Those that were due exactly at {@code instant}. */
  public RecordedTasks<P> dueAt(Instant instant) {
    return where("due at " + instant, task -> task.dueAt().equals(instant));
  }

  /** Those that pass {@code test}; {@code condition} names it in error messages. */
  public RecordedTasks<P> where(String condition, Predicate<? super RecordedTask<P>> test) {
    List<RecordedTask<P>> found = new ArrayList<>();
    for (RecordedTask<P> task : matching) {
      if (test.test(task)) {
        found.add(task);
      }
    }
    return new RecordedTasks<>(all, List.copyOf(found), and(condition), codec);
  }

  /**
   * Asserts that there is exactly one, and gives it.
   *
   * @throws AssertionError when there are none or more
   */
  public RecordedTask<P> once() {
    return times(1).get(0);
  }

  /**
   * Asserts that there are exactly {@code count}, and gives them.
   *
   * @throws AssertionError when there are fewer or more
   */
  public List<RecordedTask<P>> times(int count) {
    if (matching.size() != count) {
      throw new AssertionError(describe("exactly " + count));
    }
    return matching;
  }

  /**
   * Asserts that there is at least one, and gives them.
   *
   * @throws AssertionError when there is none
   */
  public List<RecordedTask<P>> atLeastOnce() {
    if (matching.isEmpty()) {
      throw new AssertionError(describe("at least 1"));
    }
    return matching;
  }

  /**
   * Asserts that there is none.
   *
   * @throws AssertionError when there is one
   */
  public void never() {
    times(0);
  }

  /** How many there are. */
  public int count() {
    return matching.size();
  }

  /** The tasks, in the order they were enqueued. */
  public List<RecordedTask<P>> list() {
    return matching;
  }

  /** Their payloads, in the order they were enqueued. */
  public List<P> payloads() {
    return matching.stream().map(RecordedTask::payload).toList();
  }

  @Override
  public Iterator<RecordedTask<P>> iterator() {
    return matching.iterator();
  }

  /** A list for people. */
  @Override
  public String toString() {
    return listed();
  }

  // The codec gives what the type says; a JSON null is for types that allow it.
  @SuppressWarnings({"unchecked", "NullAway"})
  private <Q> Q decode(Payload payload, TaskType<Q, ?> type) {
    return (Q) codec.decode(payload.bytes(), type.payloadType(), type.name());
  }

  private List<String> and(String condition) {
    List<String> more = new ArrayList<>(conditions);
    more.add(condition);
    return List.copyOf(more);
  }

  private String describe(String expected) {
    String filter = conditions.isEmpty() ? "" : " " + String.join(", ", conditions);
    return "expected "
        + expected
        + " enqueued task(s)"
        + filter
        + ", but found "
        + matching.size()
        + ". "
        + listed();
  }

  private String listed() {
    if (all.isEmpty()) {
      return "Nothing was enqueued.";
    }
    List<RecordedTask<?>> marked = List.copyOf(matching);
    StringBuilder text = new StringBuilder("Enqueued (* matches):");
    int number = 0;
    for (RecordedTask<Payload> task : all) {
      if (++number > MOST_LISTED) {
        return text.append("\n  … and ")
            .append(all.size() - MOST_LISTED)
            .append(" more")
            .toString();
      }
      boolean matches = marked.stream().anyMatch(m -> m.message().equals(task.message()));
      text.append(matches ? "\n* " : "\n  ").append(number).append(". ").append(task);
    }
    return text.toString();
  }
}
