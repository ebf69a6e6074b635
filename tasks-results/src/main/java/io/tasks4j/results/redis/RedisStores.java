package io.tasks4j.results.redis;

import io.tasks4j.Durations;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.redis.client.Client;
import io.tasks4j.redis.client.ClientSettings;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.store.MetadataStores;
import io.tasks4j.store.ResultBackends;
import java.time.Duration;
import redis.clients.jedis.UnifiedJedis;

/**
 * Opens stores on Redis: by an address {@code redis://user:password@host:6379/0}, {@code
 * redis+cluster://host,host} or {@code redis+sentinel://host,host?master=name} ({@code rediss} with
 * TLS), or over a client of the application, which the application closes after the store.
 *
 * <p>All ages go by the server's clock; the clock of the settings is not asked. Stores of one
 * namespace share what they hold.
 */
public final class RedisStores {
  private static final String NAMESPACE = "tasks4j";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
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
    return new RedisLink(Client.overAny(client), namespace).checked();
  }

  private static RedisLink open(BackendUri uri) {
    String namespace = uri.text("namespace").orElse(NAMESPACE);
    Duration timeout = Durations.positive("timeout", uri.duration("timeout", TIMEOUT));
    int connections = uri.integer("connections", CONNECTIONS);
    RedisAddress address = RedisAddress.from(uri);
    uri.checkAllRead();
    if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("timeout must be an hour or less, but is " + timeout);
    }
    if (connections < 2) {
      throw new IllegalArgumentException(
          "connections must be 2 or more, as waits take one, but is " + connections);
    }
    RedisLink.checkNamespace(namespace);
    ClientSettings settings =
        new ClientSettings("tasks4j-results", connections, timeout, timeout, timeout);
    return new RedisLink(Client.open(address, settings), namespace).checked();
  }
}
