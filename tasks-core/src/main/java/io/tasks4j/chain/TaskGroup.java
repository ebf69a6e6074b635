package io.tasks4j.chain;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskGraph;
import io.tasks4j.queue.TaskQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tasks side by side, and if wanted one more that is given all their results, in order, after the
 * last of them has ended: exactly once, in whatever way that end came about. Immutable.
 *
 * <p>Enqueue it with {@link TaskQueue#enqueue(TaskGraph)}. How many members may fail is its policy:
 * none by default. A group that has failed calls no callback, and members that still wait do not
 * run: those that wait are cancelled when a worker meets them, those that run are asked to end.
 *
 * @param <R> result of a member
 * @param <V> what awaiting the group gives
 */
public final class TaskGroup<R, V> implements TaskGraph<GroupHandle<R, V>> {
  /** The most members. */
  public static final int MOST_MEMBERS = 100_000;

  private final Members<R> members;
  private final int mostFailures;
  private final Optional<Callback<V>> callback;
  private final Optional<TaskId> id;

  private TaskGroup(
      Members<R> members, int mostFailures, Optional<Callback<V>> callback, Optional<TaskId> id) {
    this.members = members;
    this.mostFailures = mostFailures;
    this.callback = callback;
    this.id = id;
  }

  /** Members that were added together, behind those added before. */
  private record Members<R>(
      @Nullable Members<R> before, List<Steps.Plan> plans, TaskType<?, R> type, int count) {
    List<Steps.Plan> all() {
      List<List<Steps.Plan>> lastFirst = new ArrayList<>();
      for (Members<R> at = this; at != null; at = at.before) {
        lastFirst.add(at.plans);
      }
      Collections.reverse(lastFirst);
      return lastFirst.stream().flatMap(List::stream).toList();
    }
  }

  private record Callback<V>(TaskType<?, V> type, Steps.Plan plan) {}

  /**
   * A group of one member for each payload. Awaiting it gives the members' results.
   *
   * @throws IllegalArgumentException when there are more than {@value #MOST_MEMBERS}
   */
  public static <P, R> TaskGroup<R, List<R>> of(
      TaskType<P, R> type, Collection<? extends P> payloads) {
    return of(type, payloads, TaskOptions.defaults());
  }

  /**
   * A group of one member for each payload, all with {@code options}.
   *
   * @throws IllegalArgumentException when there are more than {@value #MOST_MEMBERS}, or the
   *     options have an id
   */
  public static <P, R> TaskGroup<R, List<R>> of(
      TaskType<P, R> type, Collection<? extends P> payloads, TaskOptions options) {
    Members<R> members = members(null, type, payloads, options);
    return new TaskGroup<>(members, 0, Optional.empty(), Optional.empty());
  }

  /**
   * With more members, perhaps of another type that gives the same.
   *
   * @throws IllegalArgumentException when there are more than {@value #MOST_MEMBERS} then
   */
  public <P> TaskGroup<R, V> add(TaskType<P, R> type, Collection<? extends P> payloads) {
    return add(type, payloads, TaskOptions.defaults());
  }

  /**
   * With more members, perhaps of another type that gives the same, all with {@code options}.
   *
   * @throws IllegalArgumentException when there are more than {@value #MOST_MEMBERS} then, or the
   *     options have an id
   */
  public <P> TaskGroup<R, V> add(
      TaskType<P, R> type, Collection<? extends P> payloads, TaskOptions options) {
    Members<R> more = members(members, type, payloads, options);
    return new TaskGroup<>(more, mostFailures, callback, id);
  }

  /** The policy of a group that fails with its first member; the default. */
  public TaskGroup<R, V> failFast() {
    return allowFailures(0);
  }

  /**
   * The policy of a group that bears so many failures of members; the result of one that failed is
   * null. Cancelled and expired members count as failed.
   *
   * @param most 0 or more
   */
  public TaskGroup<R, V> allowFailures(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be 0 or more, but is " + most);
    }
    return new TaskGroup<>(members, most, callback, id);
  }

  /**
   * The policy of a group that bears every failure: the callback is given what there is. The result
   * of a member that failed is null; {@link io.tasks4j.TaskContext#parents} tells more.
   */
  public TaskGroup<R, V> collect() {
    return allowFailures(MOST_MEMBERS);
  }

  /** With a task that is given all results, in the order of the members. */
  public <C> TaskGroup<R, C> then(TaskType<List<R>, C> type) {
    return then(type, TaskOptions.defaults());
  }

  /**
   * With a task that is given all results, in the order of the members.
   *
   * @throws IllegalArgumentException when the options have an id
   */
  public <C> TaskGroup<R, C> then(TaskType<List<R>, C> type, TaskOptions options) {
    Callback<C> called = new Callback<>(type, Steps.Plan.of(type, options));
    return new TaskGroup<>(members, mostFailures, Optional.of(called), id);
  }

  /** With an id: enqueued again under it, while the store keeps it, the group runs once. */
  public TaskGroup<R, V> id(TaskId group) {
    Objects.requireNonNull(group, "group");
    return new TaskGroup<>(members, mostFailures, callback, Optional.of(group));
  }

  /** How many members it has. */
  public int size() {
    return members.count;
  }

  @Override
  public Optional<TaskId> id() {
    return id;
  }

  @Override
  public List<TaskMessage> messages(TaskId group, MessageFactory messages) {
    List<Steps.Plan> plans = members.all();
    List<TaskMessage.Builder> members = new ArrayList<>(plans.size());
    for (int i = 0; i < plans.size(); i++) {
      String step = Integer.toString(i);
      members.add(
          plans
              .get(i)
              .message(messages, CompositionPart.idOf(group, step))
              .part(
                  Optional.of(
                      new CompositionPart(
                          group, CompositionPart.Kind.GROUP, step, i, plans.size()))));
    }
    TaskMessage last = last(group, messages, members);
    List<TaskMessage> all = new ArrayList<>(members.size() + 1);
    all.add(last);
    for (int i = 0; i < members.size(); i++) {
      Dependant bound = new Dependant(group, last.queue(), i, true);
      all.add(members.get(i).dependants(List.of(bound)).build());
    }
    return all;
  }

  @Override
  public GroupHandle<R, V> handle(TaskId group, TaskQueue queue) {
    return callback
        .map(c -> GroupHandle.of(queue, group, members.type, c.type))
        .orElseGet(() -> withoutCallback(GroupHandle.of(queue, group, members.type)));
  }

  // Only then() changes what awaiting gives, and it sets a callback.
  @SuppressWarnings("unchecked")
  private GroupHandle<R, V> withoutCallback(GroupHandle<R, List<R>> handle) {
    return (GroupHandle<R, V>) handle;
  }

  private TaskMessage last(
      TaskId group, MessageFactory messages, List<TaskMessage.Builder> members) {
    int count = members.size();
    TaskMessage.Builder last;
    if (count > 0) {
      Join join = Join.of(count).tolerating(Math.min(mostFailures, count)).input(Join.Input.ALL);
      last =
          callback
              .map(c -> c.plan.message(messages, group).join(Optional.of(join)))
              .orElseGet(() -> gate(group, messages, members.get(0).build().queue(), join));
    } else {
      last =
          callback
              .map(c -> c.plan.withPayload(List.of()).message(messages, group))
              .orElseThrow(
                  () -> new IllegalArgumentException("a group needs a member or a callback"));
    }
    return last.part(
            Optional.of(
                new CompositionPart(group, CompositionPart.Kind.GROUP, "all", count, count)))
        .build();
  }

  private static TaskMessage.Builder gate(
      TaskId group, MessageFactory messages, String queue, Join join) {
    return Steps.gate(messages, group, queue).join(Optional.of(join.asGate()));
  }

  private static <P, R> Members<R> members(
      @Nullable Members<R> before,
      TaskType<P, R> type,
      Collection<? extends P> payloads,
      TaskOptions options) {
    List<Steps.Plan> plans = new ArrayList<>(payloads.size());
    for (P payload : payloads) {
      plans.add(Steps.Plan.of(type, payload, options));
    }
    int count = plans.size() + (before == null ? 0 : before.count);
    if (count > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "a group has "
              + MOST_MEMBERS
              + " members at most, but this one would have "
              + count
              + "; make it several, and a workflow or a group of those");
    }
    return new Members<>(before, plans, before == null ? type : before.type, count);
  }
}
