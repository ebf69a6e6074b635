package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.JdbcEnqueue;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.SettledAndClaimed;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResults;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks in one SQLite file, for any number of threads and processes of one host. Thread-safe.
 *
 * <p>{@code sqlite:path/to/file.db} by address; see {@link SqliteConfig} for the settings. The file
 * may hold an application's own tables too: ours begin with {@code tasks4j_}. Has no thread but a
 * daemon that copies SQLite's log into the file while there is much to copy.
 */
public final class SqliteBackend implements TaskBackend, JdbcEnqueue, EarlyStart {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteBackend.class);
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(
          EnumSet.of(
              Capability.DURABLE,
              Capability.MULTI_PROCESS,
              Capability.DELAY,
              Capability.PRIORITY,
              Capability.UNIQUE,
              Capability.LIMITS,
              Capability.PAUSE,
              Capability.JOIN,
              Capability.SCHEDULES,
              Capability.JDBC_TRANSACTION));

  private final Wakeups wakeups;
  private final Writer writer;
  private final Reader reader;

  /** Apart, so that a long listing holds up no claim and nobody who waits for a result. */
  private final Reader adminReader;

  private final Inserter inserter;
  private final JdbcInserter jdbcInserter;
  private final BackendSettings settings;
  private final Claimer claimer;
  private final ClaimWait claimWait;
  private final Starter starter;
  private final Settler settler;
  private final TaskAdmin admin;
  private final TaskResults results;
  private final Supplier<ScheduleStore> schedules;
  private final AtomicBoolean released = new AtomicBoolean();

  private SqliteBackend(Database db) {
    SqliteConfig config = db.config();
    BackendSettings settings = config.settings();
    long pollNanos = config.pollOtherProcesses().toNanos();
    Ranks ranks = new Ranks(settings);
    RowUpdates updates = new RowUpdates(ranks, settings.maxDeliveries());
    Sweeper sweeper = new Sweeper(updates);
    this.wakeups = Wakeups.of(db.file());
    Joins joins = new Joins(updates);
    this.writer = new Writer(db, wakeups, new Retainer(settings.retention()), joins);
    this.reader = new Reader(db);
    this.inserter = new Inserter(ranks);
    this.jdbcInserter = new JdbcInserter(db, inserter);
    this.settings = settings;
    this.claimer = new Claimer(sweeper, joins, updates, settings);
    this.claimWait = new ClaimWait(writer, reader, wakeups, settings.clock(), pollNanos);
    this.starter = new Starter(ranks);
    this.settler = new Settler(inserter, updates);
    this.adminReader = new Reader(db);
    Expiry expiry = new Expiry(writer, reader, sweeper, settings.clock());
    Overdue overdue = new Overdue(ranks, settings.clock());
    this.admin =
        new SqliteAdmin(
            writer, adminReader, sweeper, updates, joins, expiry, overdue, settings.clock());
    this.schedules = () -> new SqliteSchedules(db, writer, adminReader, settings.clock());
    this.results = new SqliteResults(writer, reader, expiry, wakeups, db.file(), pollNanos);
  }

  /**
   * Opens a file with default settings; makes it if need be.
   *
   * @throws BackendException when it cannot be opened
   */
  public static SqliteBackend open(Path file) {
    return open(file, SqliteConfig.defaults());
  }

  /**
   * Opens a file; makes it if need be, but not its folder.
   *
   * @throws BackendException when it cannot be opened
   */
  public static SqliteBackend open(Path file, SqliteConfig config) {
    return new SqliteBackend(Database.open(file, config));
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<Inserter.Encoded> encoded = Inserter.encode(messages);
    return writer.run(
        tx -> {
          tx.ready();
          return inserter.insert(tx, encoded);
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>Needs a transaction that can still write: one that has only read so far, and was overtaken
   * by another writer, fails as any write in it would. On a connection in auto-commit mode the
   * messages are a transaction of their own.
   */
  @Override
  public List<EnqueueResult> enqueue(Connection connection, List<TaskMessage> messages) {
    return jdbcInserter.enqueue(connection, messages);
  }

  @Override
  public List<EarlyStart.State> startNow(String queue, List<TaskId> ids) {
    return writer.run(tx -> starter.startNow(tx, ids));
  }

  @Override
  public StartedAndClaimed startNowAndClaim(String queue, List<TaskId> ids, ClaimRequest request) {
    record Both(List<EarlyStart.State> states, Claimer.Found found) {}
    Both both = writer.run(tx -> new Both(starter.startNow(tx, ids), claimer.claim(tx, request)));
    return new StartedAndClaimed(both.states(), decode(both.found()));
  }

  @Override
  public Claims claim(ClaimRequest request) {
    try (ClaimWait.Turn turn = claimWait.begin(request)) {
      return claim(request, turn);
    }
  }

  private Claims claim(ClaimRequest request, ClaimWait.Turn turn) {
    try {
      while (true) {
        turn.look();
        Claimer.Found found = writer.run(tx -> claimer.claim(tx, request));
        Claims claims = decode(found);
        if (!claims.claims().isEmpty() || !claims.losses().isEmpty()) {
          return claims;
        }
        if (found.isEmpty() && !turn.awaitWork(found.nextTime())) {
          return Claims.NONE;
        }
      }
    } catch (ClosedBackendException e) {
      if (turn.hasWaited()) {
        return Claims.NONE;
      }
      throw e;
    }
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return renewals.isEmpty() ? List.of() : writer.run(tx -> settler.renew(tx, renewals, lease));
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    List<Settler.Encoded> encoded = settlements.stream().map(Settler.Encoded::of).toList();
    return encoded.isEmpty() ? List.of() : writer.run(tx -> settler.settle(tx, encoded));
  }

  @Override
  public SettledAndClaimed settleAndClaim(List<Settlement> settlements, ClaimRequest request) {
    List<Settler.Encoded> encoded = settlements.stream().map(Settler.Encoded::of).toList();
    record Both(List<Boolean> applied, Claimer.Found found) {}
    Both both = writer.run(tx -> new Both(settler.settle(tx, encoded), claimer.claim(tx, request)));
    return new SettledAndClaimed(both.applied(), decode(both.found()));
  }

  @Override
  public TaskAdmin admin() {
    return admin;
  }

  @Override
  public TaskResults results() {
    return results;
  }

  @Override
  public ScheduleStore schedules() {
    return schedules.get();
  }

  /** Ends waiting calls and closes the file. Tasks that are claimed stay so until they lapse. */
  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      writer.close();
      reader.close();
      adminReader.close();
      wakeups.release();
    }
  }

  /** For tests that need SQLite to misbehave. */
  Writer writer() {
    return writer;
  }

  /** Outside the transaction: reading JSON would make everybody wait. */
  private Claims decode(Claimer.Found found) {
    List<Claim> claims = new ArrayList<>(found.started().size());
    for (Claimer.Started s : found.started()) {
      try {
        claims.add(
            new Claim(
                MessageCodec.decode(s.envelope()),
                s.token(),
                s.failures(),
                s.losses(),
                settings.isLastDelivery(s.losses())));
      } catch (TaskSerializationException e) {
        bury(s, e);
      }
    }
    List<LostDelivery> losses = new ArrayList<>(found.losses().size());
    for (Sweeper.Loss l : found.losses()) {
      try {
        losses.add(
            new LostDelivery(MessageCodec.decode(l.envelope()), l.losses(), l.worker(), l.next()));
      } catch (TaskSerializationException e) {
        LOG.debug("a lost delivery of a task that cannot be read", e);
      }
    }
    return new Claims(claims, losses);
  }

  /** A message that cannot be read becomes a dead letter, and its queue goes on. */
  private void bury(Claimer.Started claim, TaskSerializationException e) {
    try {
      Optional<TaskId> buried =
          writer.run(
              tx -> {
                int attempt = 1 + claim.failures() + claim.losses();
                Instant at = Instant.ofEpochMilli(tx.now());
                TaskError error = TaskError.of(TaskError.Reason.SERIALIZATION, e, attempt, at);
                return settler.bury(tx, claim, error);
              });
      buried.ifPresent(
          id -> LOG.warn("task {} is a dead letter: its message cannot be read; purge it", id, e));
    } catch (BackendException failed) {
      // Its lease lapses, and the next claim tries again; the claims beside it go on.
      LOG.debug("a task that cannot be read is not buried yet", failed);
    }
  }
}
