package io.tasks4j.results.redis;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A client, the names of the keys, and what its errors mean. Thread-safe. */
final class RedisLink implements AutoCloseable {
  /** As a Redis backend has it; its queues have keys that begin with {namespace:queue}. */
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final UnifiedJedis client;
  private final boolean owned;
  private final String server;
  private final String prefix;
  private volatile boolean closed;

  /**
   * All keys begin with {@code {namespace}:}, so that in a cluster they are in one slot, and a
   * script can use several of them.
   */
  RedisLink(UnifiedJedis client, boolean owned, String server, String namespace) {
    this.client = client;
    this.owned = owned;
    this.server = server;
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace must be 1 to 64 letters, digits or . _ -, but is '" + namespace + "'");
    }
    this.prefix = "{" + namespace + "}:";
  }

  /** Makes sure that the server is there and lets us in. */
  RedisLink checked() {
    try {
      boolean ignored = call(c -> c.exists(prefix + "results"));
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  String key(String rest) {
    return prefix + rest;
  }

  boolean isClosed() {
    return closed;
  }

  <T extends @Nullable Object> T call(Function<UnifiedJedis, T> command) {
    if (closed) {
      throw new BackendException("the store on Redis at " + server + " is closed", null);
    }
    try {
      return command.apply(client);
    } catch (JedisException e) {
      throw failure(e);
    }
  }

  /** Runs a script; arguments are text, numbers or bytes. */
  @Nullable Object run(Script script, List<String> keys, Object... args) {
    List<byte[]> keyBytes = new ArrayList<>(keys.size());
    keys.forEach(key -> keyBytes.add(bytes(key)));
    List<byte[]> argBytes = new ArrayList<>(args.length);
    for (Object arg : args) {
      argBytes.add(arg instanceof byte[] raw ? raw : bytes(arg.toString()));
    }
    return call(c -> script.run(c, keyBytes, argBytes));
  }

  /** Runs a script that answers 1 or 0. */
  boolean test(Script script, List<String> keys, Object... args) {
    return Long.valueOf(1).equals(run(script, keys, args));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    if (owned) {
      client.close();
    }
  }

  private BackendException failure(JedisException e) {
    String said = String.valueOf(e.getMessage());
    String word = said.split(" ", 2)[0];
    if (e instanceof JedisDataException) {
      return switch (word) {
        case "OOM" ->
            new BackendUnavailableException(
                "Redis at " + server + " has reached maxmemory; nothing was stored", e);
        case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MISCONF" ->
            new BackendUnavailableException("Redis at " + server + " answers: " + said, e);
        case "READONLY" ->
            new BackendUnavailableException(
                "Redis at " + server + " is a replica; name the master", e);
        case "NOAUTH", "WRONGPASS", "ERR" ->
            new BackendException("Redis at " + server + " refuses: " + said, e);
        case "NOPERM" ->
            new BackendException("the user at Redis " + server + " lacks a permission: " + said, e);
        case "WRONGTYPE" ->
            new BackendException(
                "Redis at "
                    + server
                    + " has a key of another type under "
                    + prefix
                    + "; delete it, or choose another namespace",
                e);
        default -> new BackendException("Redis at " + server + " answers: " + said, e);
      };
    }
    if (e instanceof JedisConnectionException || e instanceof JedisClusterOperationException) {
      return new BackendUnavailableException(
          "Redis at " + server + " cannot be reached (" + reason(e) + ")", e);
    }
    return new BackendUnavailableException(
        "Redis at " + server + " gave no connection (" + reason(e) + ")", e);
  }

  /** The innermost message, as the outer ones say little. */
  private static String reason(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
  }
}
