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
 * tens by one script, whatever the concurrency. Idle, it waits for a list on another connection.
 */
public final class RawRedisContender extends Contender {
  private static final byte[] PAYLOAD =
      ("{\"text\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8);
  private static final List<byte[]> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);

  private @Nullable RawRedis raw;
  private @Nullable URI uri;
  private @Nullable Thread idle;
  private volatile boolean stopped;

  public static void main(String[] args) throws IOException {
    new RawRedisContender().serve();
  }

  private RawRedis raw() {
    return Objects.requireNonNull(raw, "not open");
  }

  private URI uri() {
    return Objects.requireNonNull(uri, "not open");
  }

  @Override
  protected void open(String address) {
    uri = URI.create(address);
    raw = new RawRedis(uri().getHost(), uri().getPort());
  }

  @Override
  protected synchronized void enqueue() {
    if (idle == null) {
      raw().enqueueOne(PAYLOAD);
    } else {
      raw().enqueueOneAndTell(PAYLOAD);
    }
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
    stopped = false;
    idle = new Thread(this::idle);
    idle.start();
    return true;
  }

  private void idle() {
    try (RawRedis own = new RawRedis(uri().getHost(), uri().getPort())) {
      while (!stopped) {
        if (own.awaitOne()) {
          List<byte[]> ids = own.settleAndClaim(List.of(), 1);
          begun();
          List<byte[]> ignored = own.settleAndClaim(ids, 0);
        }
      }
    }
  }

  @Override
  protected void stopIdle() throws InterruptedException {
    stopped = true;
    Objects.requireNonNull(idle, "not started").join();
    idle = null;
  }

  @Override
  protected void close() {
    raw().close();
  }
}
