package io.tasks4j.results.redis;

import io.tasks4j.Durations;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Opens stores on Redis: by an address {@code redis://user:password@host:6379/0} ({@code rediss:}
 * with TLS), or over a client of the application, which may be of a cluster or of Sentinel, and
 * which the application closes after the store.
 *
 * <p>All ages go by the server's clock; the clock of the settings is not asked. Stores of one
 * namespace share what they hold.
 */
public final class RedisStores {
  private static final String NAMESPACE = "tasks4j";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int CONNECTIONS = 8;

  private RedisStores() {}

  /** A store of results over a client; a waiter takes one of its connections for all waits. */
  public static ResultBackend openResults(
      UnifiedJedis client, String namespace, ResultSettings settings) {
    return new RedisResultBackend(over(client, namespace), settings);
  }

  /** A store of records over a client. */
  public static MetadataStore openMetadata(
      UnifiedJedis client, String namespace, MetadataSettings settings) {
    return new RedisMetadataStore(over(client, namespace), settings);
  }

  /** A store of locks over a client. */
  public static LockStore openLocks(UnifiedJedis client, String namespace) {
    return new RedisLockStore(over(client, namespace));
  }

  /** By address; settings {@code ttl maxCount maxBytes namespace timeout connections}. */
  public static ResultBackend openResults(BackendUri uri) {
    ResultSettings settings = ResultBackends.settings(uri);
    return new RedisResultBackend(open(uri), settings);
  }

  /** By address; settings {@code endedAge endedCount namespace timeout connections}. */
  public static MetadataStore openMetadata(BackendUri uri) {
    MetadataSettings settings = MetadataStores.settings(uri);
    return new RedisMetadataStore(open(uri), settings);
  }

  /** By address; settings {@code namespace timeout connections}. */
  public static LockStore openLocks(BackendUri uri) {
    return new RedisLockStore(open(uri));
  }

  private static RedisLink over(UnifiedJedis client, String namespace) {
    return new RedisLink(client, false, "the given client's server", namespace).checked();
  }

  private static RedisLink open(BackendUri address) {
    String namespace = address.text("namespace").orElse(NAMESPACE);
    Duration timeout = Durations.positive("timeout", address.duration("timeout", TIMEOUT));
    int connections = address.integer("connections", CONNECTIONS);
    address.checkAllRead();
    if (connections < 2) {
      throw new IllegalArgumentException(
          "connections must be 2 or more, as waits take one, but is " + connections);
    }
    URI uri = uri(address);
    HostAndPort server = new HostAndPort(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis(millis)
            .user(JedisURIHelper.getUser(uri))
            .password(JedisURIHelper.getPassword(uri))
            .database(JedisURIHelper.getDBIndex(uri))
            .clientName("tasks4j-results");
    if (address.scheme().equals("rediss")) {
      config.sslOptions(SslOptions.defaults());
    }
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(connections);
    pool.setMaxIdle(connections);
    pool.setMaxWait(timeout);
    RedisClient client =
        RedisClient.builder()
            .hostAndPort(server)
            .clientConfig(config.build())
            .poolConfig(pool)
            .build();
    return new RedisLink(client, true, server.toString(), namespace).checked();
  }

  private static URI uri(BackendUri address) {
    try {
      URI uri = URI.create(address.scheme() + ":" + address.rest());
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text: there may be a password in it.
    }
    throw new IllegalArgumentException(
        "the address of a Redis store is like redis://user:password@host:6379/0, "
            + "with special characters percent-encoded; this one has no host that can be read");
  }
}
