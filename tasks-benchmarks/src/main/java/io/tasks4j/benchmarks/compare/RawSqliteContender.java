package io.tasks4j.benchmarks.compare;

import io.tasks4j.benchmarks.RawSqlite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A plain JDBC loop: claims and completes in tens on one connection, whatever the concurrency.
 * Idle, a thread waits for a semaphore.
 */
public final class RawSqliteContender extends Contender {
  private static final byte[] PAYLOAD =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final List<byte[]> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);

  private final Semaphore told = new Semaphore(0);
  private @Nullable RawSqlite raw;
  private @Nullable Thread idle;

  public static void main(String[] args) throws IOException {
    new RawSqliteContender().serve();
  }

  private RawSqlite raw() {
    return Objects.requireNonNull(raw, "not open");
  }

  @Override
  protected void open(String address) throws Exception {
    raw = new RawSqlite(Path.of(address), "NORMAL");
  }

  @Override
  protected synchronized void enqueue() throws Exception {
    raw().insertOne(PAYLOAD);
    if (idle != null) {
      told.release();
    }
  }

  @Override
  protected boolean enqueueBatch() throws Exception {
    raw().insertAll(PAYLOADS);
    return true;
  }

  @Override
  protected long drain(int count, int concurrency, int millis) throws Exception {
    if (millis > 0) {
      throw new UnsupportedOperationException("the raw loop runs no bodies");
    }
    long start = System.nanoTime();
    int done = 0;
    for (List<byte[]> ids = raw().claim(10); !ids.isEmpty(); ids = raw().claim(10)) {
      raw().complete(ids);
      done += ids.size();
    }
    long nanos = System.nanoTime() - start;
    if (done != count) {
      throw new IllegalStateException(done + " done of " + count);
    }
    return nanos;
  }

  @Override
  protected boolean startIdle() {
    idle = new Thread(this::idle);
    idle.start();
    return true;
  }

  private void idle() {
    try {
      while (true) {
        told.acquire();
        List<byte[]> ids = claimOne();
        begun();
        complete(ids);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized List<byte[]> claimOne() throws SQLException {
    return raw().claim(1);
  }

  private synchronized void complete(List<byte[]> ids) throws SQLException {
    raw().complete(ids);
  }

  @Override
  protected void stopIdle() throws InterruptedException {
    Thread started = Objects.requireNonNull(idle, "not started");
    started.interrupt();
    started.join();
    idle = null;
  }

  @Override
  protected void close() throws Exception {
    raw().close();
  }
}
