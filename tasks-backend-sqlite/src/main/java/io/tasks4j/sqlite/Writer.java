package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.ClosedBackendException;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteDatabase;
import io.tasks4j.sqlite.file.SqliteSession;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes, and group commit without a thread of its own. Thread-safe.
 *
 * <p>SQLite has one writer at a time, and a commit costs more than what it commits. So each caller
 * puts its work into a queue, and whoever finds the connection free leads: it runs all that is
 * queued, its own and that of the others, in one transaction, and wakes them when it is committed.
 * A single caller always leads and never changes threads; many callers share commits the more, the
 * slower a commit is. (Flat combining: Hendler, Incze, Shavit and Tzafrir, SPAA 2010.)
 *
 * <p>When a piece of work throws, the transaction is rolled back and each piece runs again in one
 * of its own, so that only the guilty one fails. Work must therefore have no effect but on the
 * database. An interrupt cuts nothing short: a commit takes milliseconds, and half of one would be
 * a lost claim.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int LARGEST_BATCH = 256;

  /** A commit often ends sooner than a thread is parked and woken; measured, see bin/bench. */
  private static final int FOLLOWING_YIELDS = 100;

  private static final int GATHERING_YIELDS = 12;

  /** For when the checkpointer does not come to it. */
  private static final int LOG_PAGES = 16_000;

  private final SqliteDatabase db;
  private final CommitWakeUps wakeups;
  private final HistoryRetention retainer;
  private final Joins joins;
  private final Checkpointer checkpointer;
  private final InstantSource clock;
  private final long pollNanos;
  private final Queue<Request<?>> requests = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean led = new AtomicBoolean();
  private volatile boolean closed;

  /** When commits of others were last looked for; written by the leader alone. */
  private volatile long lastLook = System.nanoTime();

  // Touched by the leader alone.
  private final SqliteSession session;
  private int lastBatch;

  Writer(
      SqliteDatabase db,
      SqliteConfig config,
      CommitWakeUps wakeups,
      HistoryRetention retainer,
      Joins joins) {
    this.db = db;
    this.wakeups = wakeups;
    this.retainer = retainer;
    this.joins = joins;
    String synchronous = config.synchronous().name();
    SqliteSession.Opening opening = () -> db.connectWriter(synchronous, LOG_PAGES);
    this.session = new SqliteSession(db, opening);
    this.checkpointer = new Checkpointer(db, opening);
    this.clock = config.settings().clock();
    this.pollNanos = config.pollOtherProcesses().toNanos();
  }

  /** Work inside a write transaction. May run more than once, after a rollback. */
  @FunctionalInterface
  interface Work<T> {
    T run(WriteTransaction tx) throws SQLException;
  }

  /** Work that returns nothing. */
  @FunctionalInterface
  interface Change {
    void run(WriteTransaction tx) throws SQLException;
  }

  /**
   * Runs {@code work} in a transaction; committed when it returns.
   *
   * @throws io.tasks4j.BackendException when the database does not take it; then it has no effect
   */
  <T> T run(Work<T> work) {
    return run(
        new Request<>(
            tx -> {
              // What others enqueued before is seen by all that this does.
              tx.insertPending();
              return work.run(tx);
            }));
  }

  /**
   * Runs what only adds pending rows, like {@link #run}: they are inserted with those of others.
   */
  <T> T enqueue(Work<T> work) {
    return run(new Request<>(work));
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yields
  private <T> T run(Request<T> request) {
    requests.add(request);
    boolean interrupted = false;
    int yields = FOLLOWING_YIELDS;
    while (!request.done) {
      if (led.compareAndSet(false, true)) {
        try {
          lead();
        } finally {
          stepDown();
        }
      } else if (yields > 0) {
        yields--;
        Thread.yield();
      } else {
        LockSupport.park(this);
        // Cleared for the next park, and set again at the end.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return request.outcome();
  }

  /** Runs {@code change} like {@link #run}, when there is nothing to return. */
  void change(Change change) {
    run(
        tx -> {
          change.run(tx);
          return true;
        });
  }

  /**
   * Notices commits of other connections, at most once per poll interval, and wakes whoever waits.
   * While the writer is busy its own transactions do that.
   */
  void lookAround() {
    if (!isTimeToLook() || !led.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!closed && isTimeToLook() && hasNews()) {
        wakeups.all();
      }
    } catch (SQLException e) {
      LOG.debug("cannot look for commits of other processes", e);
      session.close();
    } finally {
      stepDown();
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    while (!led.compareAndSet(false, true)) {
      LockSupport.parkNanos(this, 100_000);
    }
    try {
      session.close();
    } finally {
      stepDown();
    }
    checkpointer.close();
    wakeups.all();
  }

  /** Callers that wait for a leader, for tests. */
  int waiting() {
    return requests.size();
  }

  /** Closes the connection under the writer's feet, for tests. */
  void breakConnection() {
    change(
        tx -> {
          session.statements().update("ROLLBACK");
          session.cut();
        });
  }

  /** Runs a PRAGMA on the connection, for tests that need SQLite to misbehave. */
  void configure(String pragma) {
    change(tx -> tx.sql().exists(pragma));
  }

  private void stepDown() {
    led.set(false);
    // Whoever queued after the leader's last look may have gone to sleep.
    Request<?> next = requests.peek();
    if (next != null) {
      LockSupport.unpark(next.caller);
    }
  }

  private void lead() {
    Request<?> first = requests.poll();
    if (first == null) {
      return;
    }
    List<Request<?>> batch = new ArrayList<>();
    batch.add(first);
    try {
      commit(batch, true);
    } finally {
      lastBatch = batch.size();
      Thread self = Thread.currentThread();
      for (Request<?> r : batch) {
        r.finish();
        if (r.caller != self) {
          LockSupport.unpark(r.caller);
        }
      }
    }
    if (session.isOpen()) {
      checkpointer.committed(session);
    }
  }

  /**
   * Runs a batch, and those who come while it runs. The callers of the last batch are about to come
   * back, and prepare their work while that of others runs here: a moment's patience makes one
   * commit of two.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yields
  private void runAll(List<Request<?>> batch, WriteTransaction tx, boolean joined)
      throws SQLException {
    int patience = GATHERING_YIELDS;
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).attempt(tx);
      joins.settle(tx);
      while (joined && i == batch.size() - 1 && i < LARGEST_BATCH) {
        Request<?> next = requests.poll();
        if (next != null) {
          batch.add(next);
        } else if (batch.size() < lastBatch && patience-- > 0) {
          Thread.yield();
        } else {
          break;
        }
      }
    }
  }

  private void commit(List<Request<?>> batch, boolean joined) {
    PreparedStatements sql;
    try {
      sql = begin();
    } catch (SQLException | RuntimeException e) {
      batch.forEach(r -> r.fail(typed(e)));
      return;
    }
    boolean changedByOthers = false;
    try {
      WriteTransaction tx = new WriteTransaction(sql, clock.millis());
      runAll(batch, tx, joined);
      tx.pending().insert(sql, tx.now());
      retainer.tidy(tx);
      changedByOthers = isTimeToLook() && hasNews();
      session.commit();
      tx.tell(wakeups);
    } catch (SQLException | RuntimeException | Error e) {
      // All of them first: whatever interrupts what follows, nobody hears that it is done.
      batch.forEach(r -> r.fail(typed(e)));
      session.rollBack(e);
      if (batch.size() > 1) {
        batch.forEach(r -> commit(List.of(r), false));
      }
    }
    // After a failure too: the look that saw it does not see it again.
    if (changedByOthers) {
      wakeups.all();
    }
  }

  private PreparedStatements begin() throws SQLException {
    if (closed) {
      throw new ClosedBackendException(db.file());
    }
    return session.begin();
  }

  private boolean isTimeToLook() {
    // A little less than the interval, since waits of that length end a little early or late.
    return System.nanoTime() - lastLook >= pollNanos * 3 / 4;
  }

  private boolean hasNews() throws SQLException {
    lastLook = System.nanoTime();
    return session.hasNews();
  }

  private Throwable typed(Throwable e) {
    return e instanceof SQLException sql ? db.failure(sql) : e;
  }

  /** One caller's work, and what came of it. */
  private static final class Request<T> {
    private final Work<T> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** Written last, so that the caller sees the rest. */
    private volatile boolean done;

    Request(Work<T> work) {
      this.work = work;
    }

    void attempt(WriteTransaction tx) throws SQLException {
      value = work.run(tx);
      failure = null;
    }

    void fail(Throwable e) {
      failure = e;
    }

    void finish() {
      done = true;
    }

    T outcome() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (value == null) {
        throw new IllegalStateException("work returned nothing, or did not run");
      }
      return value;
    }
  }
}
