package io.tasks4j.worker;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the ends of tasks into a store of results apart from the backend, on one thread.
 *
 * <p>Behind the settler, never before it: a settlement that took effect is the proof that this
 * delivery decides, so a worker whose lease was lost stores nothing. What is copied is what the
 * backend says, so that both tell the same. A store that is away holds up this thread alone: each
 * result is tried for a while, and then reported as lost. See {@code
 * docs/adr/0005-separate-results.md}.
 */
final class ResultWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Waiting results beyond these are lost, rather than that the heap fills up with them. */
  private static final int MOST_WAITING = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Ended(Settlement settlement, long since) {
    TaskId id() {
      return settlement.claim().id();
    }
  }

  private final ResultBackend store;
  private final TaskBackend backend;
  private final String worker;
  private final WorkerListener listener;
  private final InstantSource clock;
  private final long patience;
  private final int mostWaiting;
  private final Inbox<Ended> inbox = new Inbox<>();
  private final CountDownLatch aborted = new CountDownLatch(1);
  private volatile boolean ended;
  private @Nullable Throwable away;

  ResultWriter(
      ResultBackend store,
      TaskBackend backend,
      String worker,
      WorkerListener listener,
      InstantSource clock) {
    this(store, backend, worker, listener, clock, PATIENCE, MOST_WAITING);
  }

  ResultWriter(
      ResultBackend store,
      TaskBackend backend,
      String worker,
      WorkerListener listener,
      InstantSource clock,
      Duration patience,
      int mostWaiting) {
    this.store = store;
    this.backend = backend;
    this.worker = worker;
    this.listener = listener;
    this.clock = clock;
    this.patience = patience.toNanos();
    this.mostWaiting = mostWaiting;
  }

  /** Takes over a settlement that took effect; waits for nothing while the worker runs. */
  void add(Settlement settlement) {
    Ended next = new Ended(settlement, System.nanoTime());
    if (!inbox.offer(next, mostWaiting)) {
      BackendException full =
          new BackendUnavailableException(
              "the store of results is slower than the worker; " + mostWaiting + " wait", null);
      noteAway(full);
      lost(next, full);
    } else if (ended) {
      // A task that stopped its own worker ends after it.
      writeAll();
    }
  }

  /** Lets {@link #run} end once everything is stored. */
  void end() {
    inbox.end();
  }

  /** Stops trying: what is not stored now is lost to the store. */
  void abort() {
    inbox.end();
    aborted.countDown();
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return inbox.isEmpty();
  }

  @Override
  public void run() {
    writeAll();
    ended = true;
    // Again, for what was added before this was seen to have ended.
    writeAll();
  }

  private void writeAll() {
    for (List<Ended> next = inbox.take(1); !next.isEmpty(); next = inbox.take(1)) {
      write(next.get(0));
    }
  }

  private void write(Ended ended) {
    for (int attempt = 1; true; attempt++) {
      Throwable failure = tryOnce(ended);
      if (failure == null) {
        return;
      }
      boolean passes = failure instanceof BackendUnavailableException;
      boolean inTime = System.nanoTime() - ended.since < patience;
      if (!passes || !inTime || !Link.rest(aborted, attempt)) {
        lost(ended, failure);
        return;
      }
    }
  }

  /** Stores one result; what stood in the way, or null. */
  private @Nullable Throwable tryOnce(Ended ended) {
    Throwable outage = outage();
    if (outage != null && aborted.getCount() == 0) {
      // The worker's stop is over: no time for what would only run into its timeout again.
      return outage;
    }
    try {
      Optional<TaskResult> result = end(ended.settlement);
      if (result.isPresent()) {
        put(result.get());
        noteBack();
      }
      return null;
    } catch (RuntimeException | Error e) {
      if (e instanceof BackendUnavailableException) {
        noteAway(e);
      }
      return e;
    }
  }

  private void put(TaskResult result) {
    if (store.store(result)) {
      return;
    }
    Optional<TaskResult> there = store.find(result.id());
    if (there.isPresent() && there.get().finishedAt().isBefore(result.finishedAt())) {
      // A dead letter that was put back and has ended anew: the earlier end counts no more.
      store.delete(result.id());
      store.store(result);
    }
  }

  /** The end as the backend tells it; empty when this was none, as a task goes on after a retry. */
  private Optional<TaskResult> end(Settlement settlement) {
    return backend
        .results()
        .find(settlement.claim().id())
        // A backend that keeps no ended tasks knows no more, by now, than the settlement says.
        .or(() -> endOf(settlement.claim(), settlement.outcome()));
  }

  private Optional<TaskResult> endOf(Claim claim, Outcome outcome) {
    if (outcome instanceof Outcome.Success success) {
      return Optional.of(ended(claim, TaskStatus.SUCCESS, success.result(), Optional.empty()));
    }
    if (outcome instanceof Outcome.Failure failure) {
      return Optional.of(
          ended(claim, TaskStatus.FAILURE, Optional.empty(), Optional.of(failure.error())));
    }
    if (outcome instanceof Outcome.Cancelled) {
      return Optional.of(ended(claim, TaskStatus.CANCELLED, Optional.empty(), Optional.empty()));
    }
    return Optional.empty();
  }

  private TaskResult ended(
      Claim claim, TaskStatus status, Optional<Payload> value, Optional<TaskError> error) {
    return new TaskResult(
        claim.id(),
        status,
        value,
        error,
        claim.attempt(),
        claim.message().enqueuedAt(),
        clock.instant());
  }

  private void lost(Ended ended, Throwable cause) {
    if (cause instanceof BackendUnavailableException) {
      LOG.debug("the result of task {} is not in the store of results", ended.id(), cause);
    } else {
      LOG.warn(
          "the result of task {} cannot be put into the store of results; the backend keeps it",
          ended.id(),
          cause);
    }
    listener.resultLost(ended.id(), cause);
  }

  private synchronized @Nullable Throwable outage() {
    return away;
  }

  private synchronized void noteAway(Throwable cause) {
    if (away == null) {
      away = cause;
      LOG.warn(
          "worker {}: the store of results fails, trying again; results stay at the backend",
          worker,
          cause);
    }
  }

  /** Once the backlog is gone: a store that is too slow is not back with each result it takes. */
  private synchronized void noteBack() {
    if (away != null && inbox.isEmpty()) {
      away = null;
      LOG.info("worker {}: the store of results is back", worker);
    }
  }
}
