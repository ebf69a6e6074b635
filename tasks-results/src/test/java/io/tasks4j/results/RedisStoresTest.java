package io.tasks4j.results;

import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.results.redis.RedisStores;
import io.tasks4j.tck.results.MetadataStoreContract;
import io.tasks4j.tck.results.ResultBackendContract;
import io.tasks4j.tck.results.TaskLockContract;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class RedisStoresTest {
  private static final Duration UNIT = Duration.ofMillis(200);
  private static RedisServer server;
  private static UnifiedJedis client;
  private static int namespaces;

  private String namespace = "contract-" + ProcessHandle.current().pid() + "-" + namespaces++;

  @BeforeAll
  static void start() throws Exception {
    server = RedisServer.find();
    client = RedisClient.create(URI.create(server.uri()));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

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
      return RedisStores.openResults(client, namespace, settings);
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
      return RedisStores.openMetadata(client, namespace, settings);
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

  @Nested
  class Locks extends TaskLockContract {
    @Override
    protected LockStore open(InstantSource clock) {
      return RedisStores.openLocks(client, namespace);
    }

    @Override
    protected LockStore reopen(InstantSource clock) {
      return open(clock);
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
