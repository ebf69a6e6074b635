package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.sqlite.file.ClosedBackendException;
import io.tasks4j.sqlite.file.ReadConnection;
import io.tasks4j.sqlite.file.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Tasks in one SQLite file, for any number of threads and processes of one host. Thread-safe.
 *
 * <p>{@code sqlite:path/to/file.db} by address; see {@link SqliteConfig} for the settings. The file
 * may hold an application's own tables too: ours begin with {@code tasks4j_}. Has no thread but a
 * daemon that copies SQLite's log into the file while there is much to copy.
 */
public final class SqliteBackend implements TaskBackend {
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
              Capability.LOCKS,
              Capability.EARLY_START,
              Capability.JDBC_TRANSACTION));

  private final CommitWakeUps wakeups;
  private final Writer writer;
  private final ReadConnection reader;

  /** Apart, so that a long listing holds up no claim and nobody who waits for a result. */
  private final ReadConnection adminReader;

  private final TaskInserter inserter;
  private final JdbcInserter jdbcInserter;
  private final ClaimDecoder decoder;
  private final Claimer claimer;
  private final ClaimWait claimWait;
  private final EarlyStarter starter;
  private final Settler settler;
  private final SqliteAdmin admin;
  private final ResultBackend results;
  private final LockStore locks;
  private final Supplier<ScheduleStore> schedules;
  private final AtomicBoolean released = new AtomicBoolean();

  private SqliteBackend(SqliteDatabase db, SqliteConfig config) {
    BackendSettings settings = config.settings();
    long pollNanos = config.pollOtherProcesses().toNanos();
    ClaimOrder ranks = new ClaimOrder(settings);
    RowUpdates updates = new RowUpdates(ranks, settings.maxDeliveries());
    Sweeper sweeper = new Sweeper(updates);
    this.wakeups = CommitWakeUps.of(db.file());
    Joins joins = new Joins(updates);
    this.writer =
        new Writer(db, config, wakeups, new HistoryRetention(settings.retention()), joins);
    this.reader = new ReadConnection(db);
    this.inserter = new TaskInserter(ranks);
    this.jdbcInserter = new JdbcInserter(db, inserter, settings.clock());
    this.claimer = new Claimer(sweeper, joins, updates, settings);
    this.claimWait = new ClaimWait(writer, reader, wakeups, settings.clock(), pollNanos);
    this.starter = new EarlyStarter(ranks);
    this.settler = new Settler(inserter, updates);
    this.decoder = new ClaimDecoder(writer, settler, settings);
    this.adminReader = new ReadConnection(db);
    ExpiredTasks expiry = new ExpiredTasks(writer, reader, sweeper, settings.clock());
    OldestDue overdue = new OldestDue(ranks, settings.clock());
    this.admin =
        new SqliteAdmin(
            writer, adminReader, sweeper, updates, joins, expiry, overdue, settings.clock());
    this.schedules = () -> new SqliteSchedules(db, writer, adminReader, settings.clock());
    this.locks = new SqliteLockStore(writer, settings.clock());
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
    SqliteDatabase db =
        SqliteDatabase.open(
            file, config.busyTimeout(), session -> QueueSchema.prepare(session, config.settings()));
    return new SqliteBackend(db, config);
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<TaskInserter.Encoded> encoded = TaskInserter.encode(messages);
    return writer.enqueue(
        tx -> {
          tx.ready();
          return inserter.add(tx, encoded);
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
        Claims claims = decoder.decode(found);
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

  /** What a transaction of {@link #exchange} gives, before claims are decoded. */
  private record Changed(
      List<Boolean> applied, List<EarlyStart.State> states, Optional<Claimer.Found> found) {}

  @Override
  public Exchanged exchange(Exchange exchange) {
    List<Settler.Encoded> settlements =
        exchange.settlements().stream().map(Settler.Encoded::of).toList();
    List<TaskId> starts = exchange.starts().map(EarlyStart::ids).orElse(List.of());
    Optional<ClaimRequest> request = exchange.claim();
    if (settlements.isEmpty() && starts.isEmpty() && request.isEmpty()) {
      return new Exchanged(List.of(), List.of(), Claims.NONE);
    }
    Changed changed =
        writer.run(
            tx ->
                new Changed(
                    settler.settle(tx, settlements),
                    starter.start(tx, starts),
                    request.isEmpty()
                        ? Optional.empty()
                        : Optional.of(claimer.claim(tx, request.get()))));
    return new Exchanged(
        changed.applied(),
        changed.states(),
        changed.found().map(decoder::decode).orElse(Claims.NONE));
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    return admin.withdraw(messages);
  }

  @Override
  public TaskAdmin admin() {
    return admin;
  }

  @Override
  public ResultBackend results() {
    return results;
  }

  @Override
  public ScheduleStore schedules() {
    return schedules.get();
  }

  @Override
  public LockStore locks() {
    return locks;
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
}
