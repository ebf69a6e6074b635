package io.tasks4j.backend;

import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps tasks until they are done: the door that every task goes through, in batches.
 *
 * <p>{@code docs/guarantees.md} lists what an implementation promises; the contract kit {@code
 * tasks-tck} checks it. Implementations are thread-safe. Each judges leases, due times and expiry
 * by one clock of its own. Any method throws {@link io.tasks4j.BackendUnavailableException}, in
 * bounded time, while the store is away.
 */
public interface TaskBackend extends AutoCloseable {
  /** What this backend can do. Constant. */
  Set<Capability> capabilities();

  /**
   * Stores messages: all, or none when it throws. They are as durable as the backend gets when it
   * returns.
   *
   * @return one result for each message, in order
   * @throws io.tasks4j.UnsupportedCapabilityException when a message asks for what is lacking
   */
  List<EnqueueResult> enqueue(List<TaskMessage> messages);

  /**
   * Stores messages through the application's own connection: they exist when, and only when, its
   * transaction commits.
   *
   * @return one result for each message, in order
   * @throws IllegalArgumentException when the connection leads to another store than this backend's
   * @throws UnsupportedCapabilityException without {@link Capability#JDBC_TRANSACTION}
   */
  default List<EnqueueResult> enqueue(Connection connection, List<TaskMessage> messages) {
    throw new UnsupportedCapabilityException(
        "this backend cannot join a JDBC transaction; tasks-backend-sqlite can, "
            + "when application and tasks share one file");
  }

  /**
   * Hands out tasks that are due, in order of queue, then priority, then enqueueing; each under a
   * new lease. Blocks up to {@code request.maxWait()} while nothing is ready. An interrupt ends the
   * wait at once and stays set; whatever was claimed is returned. A close ends the wait too.
   */
  Claims claim(ClaimRequest request);

  /**
   * Extends leases: each claim still held is held for {@code lease} from now.
   *
   * @return one state for each renewal, in order
   */
  List<ClaimState> renew(List<Renewal> renewals, Duration lease);

  /**
   * Does in one call what a caller sends in one breath: settles, then starts early, then claims
   * without waiting. Each part sees what the ones before it changed.
   *
   * <p>Settlements are fenced: each takes effect exactly when its token is the task's latest and
   * the task is RUNNING, also after the lease lapsed. Its progress is stored with it. When the call
   * throws, any part may have taken effect or not; all can be sent again. A backend for which it is
   * more than one step throws where no settlement has taken effect, and once one has, a claim that
   * fails answers no claims, as its caller has to hear what was settled. Where it must throw after
   * one took effect, such as between two nodes of a cluster, sending the same again answers what
   * became of each.
   *
   * @throws UnsupportedCapabilityException when it starts tasks early without {@link
   *     Capability#EARLY_START}
   */
  Exchanged exchange(Exchange exchange);

  /** Settlements alone: for each, in order, whether it took effect. */
  default List<Boolean> settle(List<Settlement> settlements) {
    return exchange(Exchange.of(settlements)).applied();
  }

  /**
   * Withdraws what was enqueued: removes all of these tasks when each of them waits and none was
   * ever claimed, else none of them. One step, on a cluster one for each queue. For a broker that
   * carries tasks, when it is not known whether it has them.
   *
   * @param messages which, as they were enqueued
   * @return whether they are gone; false when one was claimed, has ended, or was gone before
   * @throws UnsupportedCapabilityException without {@link Capability#EARLY_START}
   */
  default boolean withdraw(List<TaskMessage> messages) {
    throw new UnsupportedCapabilityException(
        "this backend cannot keep tasks for a broker; its capabilities are " + capabilities());
  }

  /** How the records of this backend's tasks are found, and what operators do to them. */
  TaskAdmin admin();

  /** How the ends of this backend's tasks are found. */
  ResultBackend results();

  /**
   * Where schedules are kept; closed with this backend.
   *
   * @throws io.tasks4j.UnsupportedCapabilityException without {@link Capability#SCHEDULES}
   */
  default ScheduleStore schedules() {
    throw new UnsupportedCapabilityException(
        "this backend keeps no schedules; keep them in another store, by"
            + " Scheduler.builder(queue).store(backend.schedules()) of a backend that does");
  }

  /**
   * Where locks by key are kept, for tasks that are exclusive; closed with this backend.
   *
   * @throws UnsupportedCapabilityException without {@link Capability#LOCKS}
   */
  default LockStore locks() {
    throw new UnsupportedCapabilityException(
        "this backend keeps no locks, so it has no exclusive tasks; its capabilities are "
            + capabilities());
  }

  /**
   * A worker offers to run tasks where they are enqueued. Only backends with {@link
   * Capability#INLINE} care.
   *
   * @param executor runs one claim, and gives its settlement; never throws
   */
  default void attach(Function<Claim, Settlement> executor) {}

  /** The worker that attached {@code executor} has stopped. */
  default void detach(Function<Claim, Settlement> executor) {}

  /**
   * Releases connections, threads and files; every later call throws {@link
   * io.tasks4j.BackendException}. May be called twice.
   */
  @Override
  void close();
}
