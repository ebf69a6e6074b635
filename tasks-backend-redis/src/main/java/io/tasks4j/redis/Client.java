package io.tasks4j.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * The Jedis client, made from an address or brought by the caller. Thread-safe.
 *
 * @param connections gives single connections, for subscribing; to be closed, which gives them back
 * @param pool what to empty when its connections lead to a server that became a replica
 * @param ours whether to close the client with the backend
 */
record Client(
    UnifiedJedis jedis,
    Supplier<Connection> connections,
    @Nullable Pool<Connection> pool,
    boolean isCluster,
    String where,
    boolean ours) {
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

  static Client open(RedisAddress address, RedisConfig config) {
    JedisClientConfig to = clientConfig(address, config);
    GenericObjectPoolConfig<Connection> pool = poolConfig(config);
    return switch (address.kind()) {
      case STANDALONE -> {
        RedisClient jedis =
            RedisClient.builder()
                .hostAndPort(address.nodes().iterator().next())
                .clientConfig(to)
                .poolConfig(pool)
                .build();
        yield new Client(
            jedis, jedis.getPool()::getResource, jedis.getPool(), false, address.text(), true);
      }
      case SENTINEL -> {
        String master = Objects.requireNonNull(address.master(), "master");
        SentineledConnectionProvider provider =
            new SentineledConnectionProvider(
                master, to, pool, address.nodes(), sentinelConfig(address, config));
        RedisClient jedis = RedisClient.builder().connectionProvider(provider).build();
        yield new Client(jedis, provider::getConnection, null, false, address.text(), true);
      }
      case CLUSTER -> {
        ClusterConnectionProvider nodes =
            new ClusterConnectionProvider(address.nodes(), to, pool, TOPOLOGY_REFRESH);
        RedisClusterClient jedis =
            RedisClusterClient.builder()
                .nodes(address.nodes())
                .connectionProvider(nodes)
                .commandExecutor(new ClusterExecutor(nodes))
                .build();
        yield new Client(jedis, nodes::getConnection, null, true, address.text(), true);
      }
    };
  }

  static Client over(RedisClient jedis) {
    return new Client(
        jedis, jedis.getPool()::getResource, null, false, "Redis (client of the caller)", false);
  }

  static Client over(RedisClusterClient jedis) {
    return new Client(
        jedis,
        () -> anyNode(jedis.getClusterNodes()),
        null,
        true,
        "Redis Cluster (client of the caller)",
        false);
  }

  void forgetConnections() {
    if (pool != null) {
      pool.clear();
    }
  }

  void close() {
    if (ours) {
      jedis.close();
    }
  }

  private static Connection anyNode(Map<String, ConnectionPool> nodes) {
    return nodes.values().iterator().next().getResource();
  }

  private static JedisClientConfig clientConfig(RedisAddress address, RedisConfig config) {
    DefaultJedisClientConfig.Builder builder =
        timeouts(address, config).database(address.database()).clientName("tasks4j");
    if (address.user() != null) {
      builder.user(address.user());
    }
    if (address.password() != null) {
      builder.password(address.password());
    }
    return builder.build();
  }

  private static JedisClientConfig sentinelConfig(RedisAddress address, RedisConfig config) {
    DefaultJedisClientConfig.Builder builder = timeouts(address, config);
    if (address.sentinelUser() != null) {
      builder.user(address.sentinelUser());
    }
    if (address.sentinelPassword() != null) {
      builder.password(address.sentinelPassword());
    }
    return builder.build();
  }

  private static DefaultJedisClientConfig.Builder timeouts(
      RedisAddress address, RedisConfig config) {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis((int) config.connectTimeout().toMillis())
            .socketTimeoutMillis((int) config.readTimeout().toMillis());
    // The defaults check the certificate and the host's name.
    return address.tls() ? builder.sslOptions(SslOptions.defaults()) : builder;
  }

  private static GenericObjectPoolConfig<Connection> poolConfig(RedisConfig config) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    // One more, for the connection that is told of what happens.
    pool.setMaxTotal(config.poolSize() + 1);
    pool.setMaxIdle(config.poolSize() + 1);
    pool.setMaxWait(config.callTimeout());
    // No thread of its own: a connection that broke while idle fails its next command, which is
    // sent again.
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    pool.setTestWhileIdle(false);
    pool.setJmxEnabled(false);
    return pool;
  }
}
