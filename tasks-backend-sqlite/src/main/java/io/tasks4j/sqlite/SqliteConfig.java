package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * Settings of a {@link SqliteBackend}. Immutable.
 *
 * @param settings what all stores share; processes on one file should agree on it
 * @param synchronous what a commit waits for
 * @param busyTimeout how long a call may wait for other processes to release the file, before it
 *     throws {@link io.tasks4j.BackendUnavailableException}; from 1 ms, default 10 s
 * @param pollOtherProcesses how often a waiting claim or await looks for commits of others: other
 *     processes, and JDBC connections of the application; from 1 ms, default 75 ms
 */
public record SqliteConfig(
    BackendSettings settings,
    Synchronous synchronous,
    Duration busyTimeout,
    Duration pollOtherProcesses) {

  /** What a commit waits for: SQLite's {@code PRAGMA synchronous}, in WAL mode. */
  public enum Synchronous {
    /**
     * The default: commits survive the end of the process, however it ends. A power cut or a crash
     * of the operating system can undo the latest ones; the file stays sound.
     */
    NORMAL,
    /** Each commit is on the disk when it returns, and survives a power cut too. Slower. */
    FULL
  }

  public SqliteConfig {
    Durations.positive("busyTimeout", busyTimeout);
    Durations.positive("pollOtherProcesses", pollOtherProcesses);
  }

  /** The defaults. */
  public static SqliteConfig defaults() {
    return new SqliteConfig(
        BackendSettings.defaults(),
        Synchronous.NORMAL,
        Duration.ofSeconds(10),
        Duration.ofMillis(75));
  }

  /**
   * Reads the settings of an address.
   *
   * @throws IllegalArgumentException when one is out of range or unknown
   */
  static SqliteConfig from(BackendUri uri) {
    SqliteConfig d = defaults();
    SqliteConfig config =
        new SqliteConfig(
            BackendSettings.from(uri),
            uri.text("synchronous").map(SqliteConfig::synchronous).orElse(d.synchronous),
            uri.duration("busyTimeout", d.busyTimeout),
            uri.duration("pollOtherProcesses", d.pollOtherProcesses));
    uri.checkAllRead();
    return config;
  }

  /** The same with other common settings. */
  public SqliteConfig settings(BackendSettings common) {
    return new SqliteConfig(common, synchronous, busyTimeout, pollOtherProcesses);
  }

  /** The same with another durability of commits. */
  public SqliteConfig synchronous(Synchronous level) {
    return new SqliteConfig(settings, level, busyTimeout, pollOtherProcesses);
  }

  /** The same with another bound on waiting for other processes. */
  public SqliteConfig busyTimeout(Duration time) {
    return new SqliteConfig(settings, synchronous, time, pollOtherProcesses);
  }

  /** The same, looking for other processes' commits every {@code interval}. */
  public SqliteConfig pollOtherProcesses(Duration interval) {
    return new SqliteConfig(settings, synchronous, busyTimeout, interval);
  }

  private static Synchronous synchronous(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "NORMAL" -> Synchronous.NORMAL;
      case "FULL" -> Synchronous.FULL;
      default ->
          throw new IllegalArgumentException(
              "synchronous must be NORMAL or FULL, but is '" + text + "'");
    };
  }
}
