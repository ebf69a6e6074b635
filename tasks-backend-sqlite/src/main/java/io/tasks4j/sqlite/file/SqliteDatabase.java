package io.tasks4j.sqlite.file;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.Backoff;
import io.tasks4j.internal.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteOpenMode;

/** One SQLite file, and how it is opened. Thread-safe. */
public final class SqliteDatabase {
  private static final Duration FIRST_PAUSE = Duration.ofNanos(50_000);

  /**
   * SQLite lends its lock to whoever asks in the right moment: who asks rarely may never have it.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(1);

  private final Path file;
  private final Duration busyTimeout;

  /** Empty before the file is there. */
  private final Optional<FilesInPlace> inPlace;

  private SqliteDatabase(Path file, Duration busyTimeout, Optional<FilesInPlace> inPlace) {
    this.file = file;
    this.busyTimeout = busyTimeout;
    this.inPlace = inPlace;
  }

  /** What is done first with a file. */
  @FunctionalInterface
  public interface Tables {
    /** Makes what is not there yet. */
    void prepare(SqliteSession session) throws SQLException;
  }

  /**
   * Finds or makes the file and its tables.
   *
   * @param busyTimeout how long a transaction waits for other connections
   */
  public static SqliteDatabase open(Path path, Duration busyTimeout, Tables tables) {
    Path file = path.toAbsolutePath().normalize();
    check(file);
    SqliteDatabase named =
        new SqliteDatabase(file, Durations.positive("busyTimeout", busyTimeout), Optional.empty());
    named.prepare(tables);
    try {
      // One file has one real path, whatever links lead to it.
      Path real = file.toRealPath();
      return new SqliteDatabase(real, busyTimeout, Optional.of(FilesInPlace.of(real)));
    } catch (IOException e) {
      throw new BackendException("the SQLite file " + file + " cannot be found again", e);
    }
  }

  /**
   * The file of an address.
   *
   * @throws IllegalArgumentException when it names none, or one that nobody means
   */
  public static Path file(BackendUri uri) {
    String rest = uri.rest();
    if (rest.isBlank()) {
      throw new IllegalArgumentException(
          "a sqlite address names a file, like sqlite:app-tasks.db, but this names none");
    }
    if (rest.startsWith(":memory:")) {
      throw new IllegalArgumentException(
          "sqlite::memory: would be lost with the process; "
              + "use memory: for that, or name a file, like sqlite:app-tasks.db");
    }
    Path file = uri.file();
    if (rest.startsWith("//") && !rest.startsWith("///")) {
      throw new IllegalArgumentException(
          "sqlite:"
              + rest
              + " would be a file of the root folder; name it as sqlite:"
              + rest.substring(2)
              + ", or, if you mean that, as sqlite:"
              + rest.substring(1));
    }
    return file;
  }

  /** Its real path. */
  public Path file() {
    return file;
  }

  /**
   * A connection for the writer. It never waits for a lock inside SQLite: {@link #begin} does.
   *
   * <p>The driver believes that auto-commit is off, or it would try a BEGIN and COMMIT of its own
   * after each statement; transactions are begun and ended by statements.
   *
   * @param synchronous what a commit waits for, in SQLite's words
   * @param logPages of the log, after which a commit copies it into the file
   */
  public Connection connectWriter(String synchronous, int logPages) throws SQLException {
    // While it is set up another connection may be recovering the log; that is waited for by
    // SQLite.
    Connection c = connect(busyTimeout.toMillis());
    try {
      run(c, "PRAGMA synchronous = " + synchronous);
      // In KiB, at most: a batch that does not fit is written to the log twice.
      run(c, "PRAGMA cache_size = -32000");
      // What a statement of many rows would need to take itself back is else written to a file.
      run(c, "PRAGMA temp_store = MEMORY");
      run(c, "PRAGMA wal_autocheckpoint = " + logPages);
      // After a burst the log is cut back to this size, in bytes.
      run(c, "PRAGMA journal_size_limit = 67108864");
      withoutDriverTransactions(c);
      run(c, "PRAGMA busy_timeout = 0");
      return c;
    } catch (SQLException e) {
      c.close();
      throw e;
    }
  }

  /** A connection for reading; each statement sees what was committed before it. */
  public Connection connectReader() throws SQLException {
    Connection c = connect(busyTimeout.toMillis());
    try {
      run(c, "PRAGMA query_only = ON");
      withoutDriverTransactions(c);
      return c;
    } catch (SQLException e) {
      c.close();
      throw e;
    }
  }

  /**
   * Begins a write transaction, waiting for other processes at most {@code busyTimeout}.
   *
   * <p>Always IMMEDIATE: a transaction that starts by reading and is overtaken by another writer
   * can never write, however long it waits.
   *
   * @throws LostFileException when the file is not there any more
   */
  public void begin(PreparedStatements statements) throws SQLException {
    checkInPlace();
    Backoff backoff = new Backoff(busyTimeout, FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      try {
        statements.update("BEGIN IMMEDIATE");
        inPlace.ifPresent(FilesInPlace::logIsOpen);
        return;
      } catch (SQLException e) {
        if (!SqliteErrors.isBusy(e)) {
          throw e;
        }
        if (!backoff.pause()) {
          throw busy(busyTimeout, e);
        }
      }
    }
  }

  /**
   * Looks whether the file is still there, at most every 10 ms.
   *
   * @throws LostFileException when it was deleted, moved or replaced, or its log was
   */
  public void checkInPlace() {
    inPlace.ifPresent(FilesInPlace::check);
  }

  /** A connection was closed. */
  void disconnected() {
    inPlace.ifPresent(FilesInPlace::logMayChange);
  }

  /** What an error of SQLite means to the caller. */
  public BackendException failure(SQLException e) {
    return SqliteErrors.of(file, e);
  }

  private BackendUnavailableException busy(Duration waited, SQLException e) {
    return new BackendUnavailableException(
        "other processes kept the SQLite file "
            + file
            + " locked for "
            + waited
            + " (setting busyTimeout); this call changed nothing and can be repeated",
        e);
  }

  private void prepare(Tables tables) {
    Backoff backoff = new Backoff(busyTimeout, FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      try (SqliteSession session = new SqliteSession(this, this::connectFirst)) {
        tables.prepare(session);
        return;
      } catch (SQLException e) {
        // Several processes may make the file at once: whoever is late waits, and finds it made.
        if (!SqliteErrors.isBusy(e)) {
          throw failure(e);
        }
        if (!backoff.pause()) {
          throw busy(busyTimeout, e);
        }
      }
    }
  }

  private Connection connectFirst() throws SQLException {
    Connection c = connect(0);
    try {
      useWal(c);
      withoutDriverTransactions(c);
      return c;
    } catch (SQLException | RuntimeException e) {
      c.close();
      throw e;
    }
  }

  private void useWal(Connection c) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet mode = s.executeQuery("PRAGMA journal_mode = WAL")) {
      String found = mode.next() ? mode.getString(1) : "none";
      if (!found.equalsIgnoreCase("wal")) {
        throw new BackendException(
            "the SQLite file "
                + file
                + " cannot use a write-ahead log, its journal mode stays '"
                + found
                + "'; keep it on a local disk that allows shared memory",
            null);
      }
    }
  }

  private Connection connect(long busyMillis) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", Long.toString(Math.min(busyMillis, Integer.MAX_VALUE)));
    // Or the driver would ask for the last rowid after each insert.
    properties.setProperty("jdbc.get_generated_keys", "false");
    if (inPlace.isPresent()) {
      inPlace.get().logMayChange();
      inPlace.get().checkNow();
      // Should it go now, SQLite must not make another one.
      properties.setProperty("open_mode", Integer.toString(SQLiteOpenMode.READWRITE.flag));
    }
    return JDBC.createConnection(JDBC.PREFIX + "file:" + file.toUri().getRawPath(), properties);
  }

  private static void withoutDriverTransactions(Connection c) throws SQLException {
    c.setAutoCommit(false);
    run(c, "COMMIT"); // the driver's own BEGIN
  }

  private static void run(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static void check(Path file) {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BackendException(
          "the folder of the SQLite file " + file + " does not exist; create it first", null);
    }
    if (Files.isDirectory(file)) {
      throw new BackendException(file + " is a folder; an address names a file", null);
    }
    if (!Files.isWritable(folder)) {
      throw new BackendException(
          "the folder of the SQLite file "
              + file
              + " is read-only for this process; SQLite keeps its log beside the file",
          null);
    }
    if (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))) {
      throw new BackendException(
          "the SQLite file " + file + " cannot be read and written by this process", null);
    }
  }
}
