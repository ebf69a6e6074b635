package io.tasks4j.chain;

import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group that was enqueued: to await, watch, cancel or retry it. Holds no resources. Thread-safe.
 *
 * @param <R> result of a member
 * @param <V> what awaiting gives: the result of the callback, or the list of the members' results
 */
public final class GroupHandle<R, V> {
  private final TaskId id;
  private final TaskHandle<?> last;
  private final TaskType<?, R> member;
  private final TaskQueue queue;
  private final Awaiting<V> awaiting;

  private GroupHandle(
      TaskId id, TaskHandle<?> last, TaskType<?, R> member, TaskQueue queue, Awaiting<V> awaiting) {
    this.id = id;
    this.last = last;
    this.member = member;
    this.queue = queue;
    this.awaiting = awaiting;
  }

  @FunctionalInterface
  private interface Awaiting<V> {
    @Nullable V await(Duration timeout) throws InterruptedException;
  }

  /**
   * The handle of a group without a callback, enqueued before, perhaps by another process. Looks
   * nothing up.
   *
   * @param member type of the members, or one that gives the same
   */
  public static <R> GroupHandle<R, List<R>> of(TaskQueue queue, TaskId id, TaskType<?, R> member) {
    TaskHandle<R> gate = queue.handle(member, id);
    return new GroupHandle<>(
        id,
        gate,
        member,
        queue,
        timeout -> {
          Object ignored = gate.await(timeout);
          return results(queue, id, member);
        });
  }

  /**
   * The handle of a group with a callback, enqueued before, perhaps by another process. Looks
   * nothing up.
   *
   * @param member type of the members, or one that gives the same
   */
  public static <R, V> GroupHandle<R, V> of(
      TaskQueue queue, TaskId id, TaskType<?, R> member, TaskType<?, V> callback) {
    TaskHandle<V> last = queue.handle(callback, id);
    return new GroupHandle<>(id, last, member, queue, last::await);
  }

  /** The group's id; its callback has the same. */
  public TaskId id() {
    return id;
  }

  /**
   * Waits until the group has ended, at most {@code timeout}: its callback too, if it has one.
   *
   * @param timeout zero or less looks once
   * @return the result of the callback, or else of the members, in their order, with null for those
   *     that gave none or did not succeed
   * @throws io.tasks4j.AwaitTimeoutException when the time is up; the group goes on
   * @throws TaskException what {@link TaskHandle#await} throws of the member that made it fail, or
   *     of the callback
   */
  public @Nullable V await(Duration timeout) throws InterruptedException {
    try {
      return awaiting.await(timeout);
    } catch (TaskCancelledException e) {
      Wholes.throwFirst(queue, last.metadata().error());
      throw e;
    }
  }

  /**
   * Where the group stands; PENDING until one of its members has ended.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public ChainStatus status() {
    TaskMetadata end = last.metadata();
    return end.status() == TaskStatus.PENDING && progress().ended() == 0
        ? ChainStatus.PENDING
        : Wholes.status(end.status(), end.error());
  }

  /**
   * How many members have ended, without a look at each.
   *
   * @throws TaskNotFoundException when the group is not kept any more
   */
  public ChainProgress progress() {
    return Wholes.progress(queue, id);
  }

  /**
   * How members ended, in their order: those of them that have.
   *
   * @param fromIndex the first to be given
   * @param limit at most so many
   */
  public List<GroupOutcome<R>> outcomes(int fromIndex, int limit) {
    PayloadCodec codec = queue.config().codec();
    List<GroupOutcome<R>> outcomes = new ArrayList<>();
    for (Arrival a : queue.backend().results().arrivals(id, fromIndex, limit)) {
      Optional<R> result = a.value().map(v -> decode(codec, a, v, member));
      outcomes.add(new GroupOutcome<>(a.slot(), a.parent(), a.status(), result, a.error()));
    }
    return outcomes;
  }

  /** The task of a member, from 0: to watch it on its own. */
  public TaskHandle<R> member(int index) {
    return queue.handle(member, CompositionPart.idOf(id, Integer.toString(index)));
  }

  /**
   * Ends the group: its callback does not run, members that wait are cancelled when a worker meets
   * them, and those that run are asked to end.
   *
   * @return whether there was anything left to end
   */
  public boolean cancel() {
    return queue.admin().cancel(id) != CancelResult.NOTHING;
  }

  /**
   * Goes on with a group that failed or was cancelled: members that did not succeed are put back as
   * new, results of the others are kept. If it was the callback that failed, that alone runs again.
   * A member that failed and is not kept any more counts as failed for good.
   *
   * <p>Members are put back one by one. Where the policy bears failures, and those put back have
   * all ended before the next one is, the callback is not kept waiting for the rest.
   *
   * @return false, and nothing runs, when the group has not ended, or completed, or could not
   *     complete because more of such members are gone than its policy bears
   * @throws TaskNotFoundException when the group is not kept any more
   */
  public boolean retry() {
    TaskMetadata end = last.metadata();
    return switch (end.status()) {
      case FAILURE -> queue.admin().requeue(id);
      case CANCELLED -> Wholes.retry(queue, end);
      default -> false;
    };
  }

  @Override
  public String toString() {
    return "GroupHandle[" + id + "]";
  }

  private static <R> List<@Nullable R> results(TaskQueue queue, TaskId id, TaskType<?, R> member) {
    PayloadCodec codec = queue.config().codec();
    List<@Nullable R> results = new ArrayList<>();
    Arrival.forEach(
        queue.backend().results(),
        id,
        a -> results.add(a.value().map(v -> decode(codec, a, v, member)).orElse(null)));
    return results;
  }

  // The codec gives what the type says; members of several types have one type of result.
  @SuppressWarnings("unchecked")
  private static <R> @Nullable R decode(
      PayloadCodec codec, Arrival member, Payload value, TaskType<?, R> type) {
    return (R) codec.decode(value.bytes(), type.resultType(), member.name());
  }
}
