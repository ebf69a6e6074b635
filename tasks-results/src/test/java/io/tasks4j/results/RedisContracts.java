package io.tasks4j.results;

import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.tck.results.MetadataStoreContract;
import io.tasks4j.tck.results.ResultBackendContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;
import redis.clients.jedis.UnifiedJedis;

/** The contracts of stores on Redis, whichever client leads there. */
abstract class RedisContracts {
  private static final Duration UNIT = Duration.ofMillis(200);
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final String namespace =
      "contract-" + ProcessHandle.current().pid() + "-" + NAMESPACES.incrementAndGet();

  /** A client, closed after all tests. */
  abstract UnifiedJedis client();

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Nested
  class Results extends ResultBackendContract {
    @Override
    protected ResultBackend open(ResultSettings settings) {
      return RedisStores.openResults(client(), namespace, settings);
    }

    @Override
    protected ResultBackend reopen(ResultSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration unit() {
      return UNIT;
    }

    @Override
    protected void advance(Duration time) {
      pass(time);
    }
  }

  @Nested
  class Metadata extends MetadataStoreContract {
    @Override
    protected MetadataStore open(MetadataSettings settings) {
      return RedisStores.openRecords(client(), namespace, settings);
    }

    @Override
    protected MetadataStore reopen(MetadataSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration unit() {
      return UNIT;
    }

    @Override
    protected void advance(Duration time) {
      pass(time);
    }
  }
}
