package io.tasks4j.benchmarks.compare;

import io.tasks4j.benchmarks.RawSqlite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plain JDBC loop: claims and completes in tens on one connection, whatever the concurrency. */
public final class RawSqliteContender extends Contender {
  private static final byte[] PAYLOAD =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final List<byte[]> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);

  private @Nullable RawSqlite raw;

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
    return false;
  }

  @Override
  protected void stopIdle() {}

  @Override
  protected void close() throws Exception {
    raw().close();
  }
}
