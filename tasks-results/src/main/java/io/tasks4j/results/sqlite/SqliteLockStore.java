package io.tasks4j.results.sqlite;

import io.tasks4j.Durations;
import io.tasks4j.lock.LockStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Locks in a SQLite file, for the processes of one host. */
final class SqliteLockStore implements LockStore {
  private static final String TOKENS = "lock-tokens";

  private final SqliteFile file;
  private final InstantSource clock;

  SqliteLockStore(SqliteFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    long millis = Durations.positive("ttl", ttl).toMillis();
    return file.write(
        rows -> {
          long now = clock.millis();
          rows.update(Sql.LOCKS_LAPSED, now);
          long token = rows.number(Sql.COUNT, 0, TOKENS) + 1;
          if (rows.update(Sql.LOCK_TAKE, key, token, now + millis) == 0) {
            return OptionalLong.empty();
          }
          rows.count(TOKENS, 1);
          return OptionalLong.of(token);
        });
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    long millis = Durations.positive("ttl", ttl).toMillis();
    return file.write(
        rows -> {
          long now = clock.millis();
          return rows.update(Sql.LOCK_RENEW, key, token, now + millis, now) == 1;
        });
  }

  @Override
  public boolean release(String key, long token) {
    return file.write(rows -> rows.update(Sql.LOCK_RELEASE, key, token, clock.millis()) == 1);
  }

  @Override
  public void close() {
    file.close();
  }
}
