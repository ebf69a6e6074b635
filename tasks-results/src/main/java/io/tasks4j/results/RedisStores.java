package io.tasks4j.results;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.Durations;
import io.tasks4j.redis.client.ClientSettings;
import io.tasks4j.redis.client.JedisClient;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.ResultSettings;
import java.time.Duration;
import redis.clients.jedis.UnifiedJedis;

/**
 * Opens stores on Redis over a client of the application, which the application closes after the
 * store; {@link ResultStores} opens them by address.
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

  /** A store of results over a client. */
  public static ResultStore openResults(
      UnifiedJedis client, String namespace, ResultSettings settings) {
    return new RedisResults(over(client, namespace), settings);
  }

  /** A store of records over a client. */
  public static RecordStore openRecords(
      UnifiedJedis client, String namespace, MetadataSettings settings) {
    return new RedisRecords(over(client, namespace), settings);
  }

  static ResultStore openResults(BackendUri uri, ResultSettings settings) {
    return new RedisResults(open(uri), settings);
  }

  static RecordStore openRecords(BackendUri uri, MetadataSettings settings) {
    return new RedisRecords(open(uri), settings);
  }

  private static RedisLink over(UnifiedJedis client, String namespace) {
    return new RedisLink(JedisClient.overAny(client), namespace).checked();
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
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be 1 or more, but is " + connections);
    }
    RedisLink.checkNamespace(namespace);
    ClientSettings settings =
        new ClientSettings("tasks4j-results", connections, timeout, timeout, timeout);
    return new RedisLink(JedisClient.open(address, settings), namespace).checked();
  }
}
