package io.tasks4j.backend;

import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.List;
import java.util.Set;

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
   * Ends claims. Fenced: each takes effect exactly when its token is the task's latest and the task
   * is RUNNING, also after the lease lapsed.
   *
   * @return for each settlement, in order, whether it took effect
   */
  List<Boolean> settle(List<Settlement> settlements);

  /**
   * Settles, then claims without waiting, whatever {@code request.maxWait()} says: what a busy
   * worker does between two batches. The claim sees what the settlements changed. When it throws,
   * the settlements may have taken effect or not, as after {@link #settle}.
   *
   * <p>By default two calls, of which only the first may throw: when the claim fails, the answer
   * holds no claims. A backend that can makes it one step, or at least one round trip.
   */
  default SettledAndClaimed settleAndClaim(List<Settlement> settlements, ClaimRequest request) {
    List<Boolean> applied = settle(settlements);
    try {
      return new SettledAndClaimed(applied, claim(request.maxWait(Duration.ZERO)));
    } catch (RuntimeException e) {
      // The settlements stand, and the caller has to know; its next claim meets the error again.
      return new SettledAndClaimed(applied, Claims.NONE);
    }
  }

  /** What operators can see and do. */
  TaskAdmin admin();

  /** Where the ends of this backend's tasks are found. */
  TaskResults results();

  /**
   * Where schedules are kept; closed with this backend.
   *
   * @throws io.tasks4j.UnsupportedCapabilityException without {@link Capability#SCHEDULES}
   */
  default ScheduleStore schedules() {
    throw new UnsupportedCapabilityException(
        "this backend keeps no schedules; keep them in another store, by"
            + " Scheduler.builder(queue).store(ScheduleStores.open(address))");
  }

  /**
   * Releases connections, threads and files; every later call throws {@link
   * io.tasks4j.BackendException}. May be called twice.
   */
  @Override
  void close();
}
