package io.tasks4j.rabbitmq;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.redis.RedisConfig;
import io.tasks4j.redis.TurnedRedis;
import io.tasks4j.servers.RedisDamage;
import io.tasks4j.servers.RedisScheduleDamage;
import io.tasks4j.servers.RedisStoreDamage;
import io.tasks4j.tck.BackendContract;
import io.tasks4j.tck.faults.SharedRedis;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;

/** With a store on Redis; its time is the server's, plus what the rules turn the clock by. */
class RedisStoreContractTest extends BackendContract {
  private final AtomicLong offset = new AtomicLong();
  private RabbitMqConfig config = RabbitMqConfig.defaults();
  private String namespace = "";

  @Override
  protected TaskBackend open(BackendSettings settings) {
    config = TestRabbit.config();
    namespace = "rabbit-" + UUID.randomUUID().toString().substring(0, 13);
    return reopen(settings);
  }

  @Override
  protected boolean saysOldestDue() {
    return false;
  }

  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    RedisConfig redis = RedisConfig.defaults().settings(settings).namespace(namespace);
    return RabbitMqBackend.open(
        TestRabbit.address(), config, TurnedRedis.open(SharedRedis.uri(), redis, offset::get));
  }

  @Override
  protected String damage(TaskId id, SplittableRandom random) {
    try (Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      return RedisDamage.damage(jedis, namespace, "default", id, random);
    }
  }

  @Override
  protected String damageSchedule(String name, SplittableRandom random) {
    try (Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      return RedisScheduleDamage.damage(jedis, namespace, name, random);
    }
  }

  @Override
  protected String damageStore(SplittableRandom random) {
    try (Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      return RedisStoreDamage.damage(jedis, jedis, jedis, namespace, random);
    }
  }

  @Override
  protected void empty() {
    try (Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      RedisDamage.empty(jedis, namespace);
    }
  }

  @Override
  protected void advance(Duration time) {
    offset.addAndGet(time.toMillis());
  }
}
