package io.tasks4j.results.sqlite;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Opens stores in a SQLite file, which is made if need be; its folder must exist. The file may be
 * that of a SQLite task backend or of the application: all tables are named {@code tasks4j_…}.
 *
 * <p>Each store has one connection; processes that share the file wait for each other, at most
 * {@code busyTimeout}.
 */
public final class SqliteStores {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private SqliteStores() {}

  /** Opens a store of results. */
  public static ResultBackend openResults(Path file, ResultSettings settings) {
    return new SqliteResultBackend(SqliteFile.open(file, BUSY_TIMEOUT), settings);
  }

  /** Opens a store of records. */
  public static MetadataStore openMetadata(Path file, MetadataSettings settings) {
    return new SqliteMetadataStore(SqliteFile.open(file, BUSY_TIMEOUT), settings);
  }

  /** Opens a store of locks that lapse by {@code clock}: the hosts' clock, the system's. */
  public static LockStore openLocks(Path file, InstantSource clock) {
    return new SqliteLockStore(SqliteFile.open(file, BUSY_TIMEOUT), clock);
  }

  /** Opens {@code sqlite:path}; settings {@code ttl maxCount maxBytes busyTimeout}. */
  public static ResultBackend openResults(BackendUri uri) {
    ResultSettings settings = ResultBackends.settings(uri);
    return new SqliteResultBackend(open(uri), settings);
  }

  /** Opens {@code sqlite:path}; settings {@code endedAge endedCount busyTimeout}. */
  public static MetadataStore openMetadata(BackendUri uri) {
    MetadataSettings settings = MetadataStores.settings(uri);
    return new SqliteMetadataStore(open(uri), settings);
  }

  /** Opens {@code sqlite:path}; setting {@code busyTimeout}. */
  public static LockStore openLocks(BackendUri uri) {
    return new SqliteLockStore(open(uri), InstantSource.system());
  }

  private static SqliteFile open(BackendUri uri) {
    Duration busyTimeout = uri.duration("busyTimeout", BUSY_TIMEOUT);
    uri.checkAllRead();
    if (uri.rest().isEmpty()) {
      throw new IllegalArgumentException(
          "the address of a SQLite store names a file, as sqlite:results.db does");
    }
    return SqliteFile.open(uri.file(), busyTimeout);
  }
}
