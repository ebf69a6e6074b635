package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.servers.RedisDamage;
import io.tasks4j.servers.RedisScheduleDamage;
import io.tasks4j.servers.RedisStoreDamage;
import io.tasks4j.tck.BackendContract;
import io.tasks4j.tck.faults.SharedRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;

/** Time is the server's, plus what the rules turn the clock by. */
class RedisContractTest extends BackendContract {
  private final AtomicLong offset = new AtomicLong();
  private String namespace = "";

  @Override
  protected TaskBackend open(BackendSettings settings) {
    namespace = SharedRedis.namespace();
    return reopen(settings);
  }

  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    RedisConfig config = RedisConfig.defaults().settings(settings).namespace(namespace);
    return RedisBackend.open(address(), config, offset::get);
  }

  RedisAddress address() {
    return Fixtures.address(SharedRedis.uri());
  }

  @Override
  protected String damage(TaskId id, SplittableRandom random) {
    try (Jedis jedis = server("{" + namespace + ":default}:meta")) {
      return RedisDamage.damage(jedis, namespace, "default", id, random);
    }
  }

  @Override
  protected String damageSchedule(String name, SplittableRandom random) {
    try (Jedis jedis = server("{" + namespace + "}:schedules")) {
      return RedisScheduleDamage.damage(jedis, namespace, name, random);
    }
  }

  @Override
  protected String damageStore(SplittableRandom random) {
    try (Jedis tasks = server("{" + namespace + ":default}:meta");
        Jedis names = server(namespace + ":queues");
        Jedis locks = server("{" + namespace + "}:lock-token")) {
      return RedisStoreDamage.damage(tasks, names, locks, namespace, random);
    }
  }

  @Override
  protected void empty() {
    for (Jedis each : servers()) {
      try (Jedis jedis = each) {
        RedisDamage.empty(jedis, namespace);
      }
    }
  }

  List<Jedis> servers() {
    return List.of(server(""));
  }

  /** The server that has a key. */
  Jedis server(String key) {
    return new Jedis(URI.create(SharedRedis.uri()));
  }

  @Override
  protected void advance(Duration time) {
    offset.addAndGet(time.toMillis());
  }
}
