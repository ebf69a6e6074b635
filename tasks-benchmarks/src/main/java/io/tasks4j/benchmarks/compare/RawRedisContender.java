package io.tasks4j.benchmarks.compare;

import io.tasks4j.benchmarks.RawRedis;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plain Lua scripts on one connection: batches are pipelined, and a drain settles and claims in
 * tens by one script, whatever the concurrency.
 */
public final class RawRedisContender extends Contender {
  private static final byte[] PAYLOAD =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final List<byte[]> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);

  private @Nullable RawRedis raw;

  public static void main(String[] args) throws IOException {
    new RawRedisContender().serve();
  }

  private RawRedis raw() {
    return Objects.requireNonNull(raw, "not open");
  }

  @Override
  protected void open(String address) {
    URI uri = URI.create(address);
    raw = new RawRedis(uri.getHost(), uri.getPort());
  }

  @Override
  protected synchronized void enqueue() {
    raw().enqueueOne(PAYLOAD);
  }

  @Override
  protected boolean enqueueBatch() {
    raw().enqueueAll(PAYLOADS);
    return true;
  }

  @Override
  protected long drain(int count, int concurrency, int millis) {
    if (millis > 0) {
      throw new UnsupportedOperationException("the raw loop runs no bodies");
    }
    long start = System.nanoTime();
    int done = 0;
    for (List<byte[]> ids = raw().settleAndClaim(List.of(), 10);
        !ids.isEmpty();
        ids = raw().settleAndClaim(ids, 10)) {
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
  protected void close() {
    raw().close();
  }
}
