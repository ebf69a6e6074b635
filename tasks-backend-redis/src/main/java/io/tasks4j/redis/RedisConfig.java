package io.tasks4j.redis;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.internal.Durations;
import io.tasks4j.redis.client.ClientSettings;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Settings of a {@link RedisBackend}. Immutable.
 *
 * @param settings what all stores share; processes on one namespace should agree on it. Its clock
 *     is not used: the server's is
 * @param namespace what all keys begin with, 1 to 64 letters, digits or {@code . _ -}; default
 *     {@code tasks4j}
 * @param poolSize connections at most, 2 or more; default 16. Calls beyond that wait for one
 * @param connectTimeout how long opening a connection may take; default 2 s
 * @param readTimeout how long one answer may take; default 2 s
 * @param callTimeout how long a call may go on trying while the server is away, before it throws
 *     {@link io.tasks4j.BackendUnavailableException}; default 5 s
 */
public record RedisConfig(
    BackendSettings settings,
    String namespace,
    int poolSize,
    Duration connectTimeout,
    Duration readTimeout,
    Duration callTimeout) {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public RedisConfig {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace must be 1 to 64 letters, digits or . _ -, but is '" + namespace + "'");
    }
    if (poolSize < 2) {
      throw new IllegalArgumentException("poolSize must be 2 or more, but is " + poolSize);
    }
    millis("connectTimeout", connectTimeout);
    millis("readTimeout", readTimeout);
    millis("callTimeout", callTimeout);
  }

  /** The defaults. */
  public static RedisConfig defaults() {
    return new RedisConfig(
        BackendSettings.defaults(),
        "tasks4j",
        16,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }

  /** Reads the settings of an address; leaves the check for unknown ones to the caller. */
  static RedisConfig from(BackendUri uri) {
    RedisConfig d = defaults();
    return new RedisConfig(
        BackendSettings.from(uri),
        uri.text("namespace").orElse(d.namespace),
        uri.integer("poolSize", d.poolSize),
        uri.duration("connectTimeout", d.connectTimeout),
        uri.duration("readTimeout", d.readTimeout),
        uri.duration("callTimeout", d.callTimeout));
  }

  /** The same with other common settings. */
  public RedisConfig settings(BackendSettings common) {
    return new RedisConfig(common, namespace, poolSize, connectTimeout, readTimeout, callTimeout);
  }

  /** The same in another namespace. */
  public RedisConfig namespace(String name) {
    return new RedisConfig(settings, name, poolSize, connectTimeout, readTimeout, callTimeout);
  }

  /** The same with another bound on connections. */
  public RedisConfig poolSize(int connections) {
    return new RedisConfig(
        settings, namespace, connections, connectTimeout, readTimeout, callTimeout);
  }

  /** The same with another bound on opening a connection. */
  public RedisConfig connectTimeout(Duration time) {
    return new RedisConfig(settings, namespace, poolSize, time, readTimeout, callTimeout);
  }

  /** The same with another bound on one answer. */
  public RedisConfig readTimeout(Duration time) {
    return new RedisConfig(settings, namespace, poolSize, connectTimeout, time, callTimeout);
  }

  /** The same with another bound on a call while the server is away. */
  public RedisConfig callTimeout(Duration time) {
    return new RedisConfig(settings, namespace, poolSize, connectTimeout, readTimeout, time);
  }

  ClientSettings client() {
    // One more, for the connection that is told of what happens.
    return new ClientSettings("tasks4j", poolSize + 1, connectTimeout, readTimeout, callTimeout);
  }

  private static void millis(String what, Duration time) {
    Durations.positive(what, time);
    if (time.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(what + " must be an hour or less, but is " + time);
    }
  }
}
