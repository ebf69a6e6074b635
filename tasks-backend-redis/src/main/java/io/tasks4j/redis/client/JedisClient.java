package io.tasks4j.redis.client;

import io.tasks4j.BackendException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * The Jedis client, made from an address or brought by the caller. Thread-safe.
 *
 * @param connections gives single connections, for subscribing; to be closed, which gives them back
 * @param pool what to empty when its connections lead to a server that became a replica
 * @param where the server, for messages
 * @param ours whether to close the client with the backend
 */
public record JedisClient(
    UnifiedJedis jedis,
    Supplier<Connection> connections,
    @Nullable Pool<Connection> pool,
    boolean isCluster,
    String where,
    boolean ours) {
  private static final String OF_THE_CALLER = " (client of the caller)";
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

  /**
   * A client of our own. Cluster and Sentinel are asked for the way at once.
   *
   * @throws BackendException when they cannot be reached
   */
  public static JedisClient open(RedisAddress address, ClientSettings settings) {
    try {
      return connect(address, settings);
    } catch (JedisException e) {
      throw RedisErrors.translate(address.text(), "opening", e);
    }
  }

  private static JedisClient connect(RedisAddress address, ClientSettings settings) {
    JedisClientConfig to = clientConfig(address, settings);
    GenericObjectPoolConfig<Connection> pool = poolConfig(settings);
    return switch (address.kind()) {
      case STANDALONE -> {
        RedisClient jedis =
            RedisClient.builder()
                .hostAndPort(address.nodes().iterator().next())
                .clientConfig(to)
                .poolConfig(pool)
                .build();
        yield new JedisClient(
            jedis, jedis.getPool()::getResource, jedis.getPool(), false, address.text(), true);
      }
      case SENTINEL -> {
        String master = Objects.requireNonNull(address.master(), "master");
        SentineledConnectionProvider provider =
            new SentineledConnectionProvider(
                master, to, pool, address.nodes(), sentinelConfig(address, settings));
        RedisClient jedis = RedisClient.builder().connectionProvider(provider).build();
        yield new JedisClient(jedis, provider::getConnection, null, false, address.text(), true);
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
        yield new JedisClient(jedis, nodes::getConnection, null, true, address.text(), true);
      }
    };
  }

  /** Over a client of the caller, who closes it. */
  public static JedisClient over(RedisClient jedis) {
    return new JedisClient(
        jedis, jedis.getPool()::getResource, null, false, "Redis" + OF_THE_CALLER, false);
  }

  /** Over a cluster client of the caller, who closes it. */
  public static JedisClient over(RedisClusterClient jedis) {
    return new JedisClient(
        jedis,
        () -> anyNode(jedis.getClusterNodes()),
        null,
        true,
        "Redis Cluster" + OF_THE_CALLER,
        false);
  }

  /** Over connections, by Sentinel, of the caller, who closes them. */
  public static JedisClient over(SentineledConnectionProvider provider) {
    RedisClient jedis = RedisClient.builder().connectionProvider(provider).build();
    return new JedisClient(
        jedis, provider::getConnection, null, false, "Redis by Sentinel" + OF_THE_CALLER, false);
  }

  /** Over a client of the caller, of whatever kind, who closes it; gives no single connections. */
  public static JedisClient overAny(UnifiedJedis jedis) {
    if (jedis instanceof RedisClusterClient cluster) {
      return over(cluster);
    }
    Supplier<Connection> none =
        () -> {
          throw new UnsupportedOperationException("a client of this kind gives no connections");
        };
    return new JedisClient(jedis, none, null, false, "Redis" + OF_THE_CALLER, false);
  }

  /** What the server, in a cluster any of them, says of itself. */
  String info() {
    if (!isCluster) {
      return jedis.info();
    }
    try (Connection connection = connections.get()) {
      return BuilderFactory.STRING.build(
          connection.executeCommand(new CommandArguments(Protocol.Command.INFO)));
    }
  }

  /** Makes new connections from now on. */
  public void forgetConnections() {
    if (pool != null) {
      pool.clear();
    }
  }

  /** Closes it, if it is ours. */
  public void close() {
    if (ours) {
      jedis.close();
    }
  }

  private static Connection anyNode(Map<String, ConnectionPool> nodes) {
    return nodes.values().iterator().next().getResource();
  }

  private static JedisClientConfig clientConfig(RedisAddress address, ClientSettings settings) {
    DefaultJedisClientConfig.Builder builder =
        timeouts(address, settings).database(address.database()).clientName(settings.name());
    if (address.user() != null) {
      builder.user(address.user());
    }
    if (address.password() != null) {
      builder.password(address.password());
    }
    return builder.build();
  }

  private static JedisClientConfig sentinelConfig(RedisAddress address, ClientSettings settings) {
    DefaultJedisClientConfig.Builder builder = timeouts(address, settings);
    if (address.sentinelUser() != null) {
      builder.user(address.sentinelUser());
    }
    if (address.sentinelPassword() != null) {
      builder.password(address.sentinelPassword());
    }
    return builder.build();
  }

  private static DefaultJedisClientConfig.Builder timeouts(
      RedisAddress address, ClientSettings settings) {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis((int) settings.connect().toMillis())
            .socketTimeoutMillis((int) settings.read().toMillis());
    // The defaults check the certificate and the host's name.
    return address.tls() ? builder.sslOptions(SslOptions.defaults()) : builder;
  }

  private static GenericObjectPoolConfig<Connection> poolConfig(ClientSettings settings) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.connections());
    pool.setMaxIdle(settings.connections());
    pool.setMaxWait(settings.borrow());
    // No thread of its own: a connection that broke while idle fails its next command, which is
    // sent again.
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    pool.setTestWhileIdle(false);
    pool.setJmxEnabled(false);
    return pool;
  }
}
