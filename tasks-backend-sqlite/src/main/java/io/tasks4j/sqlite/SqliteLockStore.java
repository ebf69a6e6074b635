package io.tasks4j.sqlite;

import io.tasks4j.internal.Durations;
import io.tasks4j.lock.LockStore;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.TableLayout;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Locks in a SQLite file, for the processes of one host. */
final class SqliteLockStore implements LockStore {
  private static final String TOKEN = "lock-token";

  private final Writer writer;
  private final InstantSource clock;

  SqliteLockStore(Writer writer, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    long millis = Durations.positive("ttl", ttl).toMillis();
    return writer.run(
        tx -> {
          long now = clock.millis();
          tx.sql().update(LockSql.LAPSED, now);
          long token = lastToken(tx.sql()) + 1;
          if (tx.sql().update(LockSql.TAKE, key, token, now + millis) == 0) {
            return OptionalLong.empty();
          }
          TableLayout.set(tx.sql(), TOKEN, token);
          return OptionalLong.of(token);
        });
  }

  /** One that cannot be counted on from is none of ours. */
  private static long lastToken(PreparedStatements sql) throws SQLException {
    long last = TableLayout.get(sql, TOKEN).orElse(0);
    return last >= 0 && last < 1L << 61
        ? last
        : Math.max(0, sql.number(LockSql.LAST_TOKEN).orElse(0));
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    long millis = Durations.positive("ttl", ttl).toMillis();
    return writer.run(
        tx -> {
          long now = clock.millis();
          return tx.sql().update(LockSql.RENEW, key, token, now + millis, now) == 1;
        });
  }

  @Override
  public boolean release(String key, long token) {
    return writer.run(tx -> tx.sql().update(LockSql.RELEASE, key, token, clock.millis()) == 1);
  }
}
