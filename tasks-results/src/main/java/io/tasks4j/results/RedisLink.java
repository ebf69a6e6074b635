package io.tasks4j.results;

import io.tasks4j.BackendException;
import io.tasks4j.redis.client.JedisClient;
import io.tasks4j.redis.client.RedisErrors;
import io.tasks4j.redis.client.ServerCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** A client, the names of the keys, and what its errors mean. Thread-safe. */
final class RedisLink implements AutoCloseable {
  /** As a Redis backend has it; its queues have keys that begin with {namespace:queue}. */
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final LuaScript LAYOUT = LuaScript.load("layout.lua");

  /** Of the keys, and of what they hold; raised by whoever changes it. */
  private static final String LAYOUT_VERSION = "1";

  private final JedisClient client;
  private final String prefix;
  private volatile boolean closed;

  /**
   * All keys begin with {@code {namespace}:}, so that in a cluster they are in one slot, and a
   * script can use several of them.
   */
  RedisLink(JedisClient client, String namespace) {
    this.client = client;
    checkNamespace(namespace);
    this.prefix = "{" + namespace + "}:";
  }

  static void checkNamespace(String namespace) {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace must be 1 to 64 letters, digits or . _ -, but is '" + namespace + "'");
    }
  }

  /** Makes sure that the server is there, will do, and lets us run scripts on our keys. */
  RedisLink checked() {
    try {
      ServerCheck ignored = ServerCheck.check(client);
      checkLayout();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void checkLayout() {
    String found = text(run(LAYOUT, List.of(key("stores-layout")), LAYOUT_VERSION));
    if (!found.equals(LAYOUT_VERSION)) {
      throw new BackendException(
          "the stores of namespace "
              + prefix.substring(1, prefix.length() - 2)
              + " on "
              + client.where()
              + " have layout "
              + found
              + ", written by another release; this one needs layout "
              + LAYOUT_VERSION
              + "; use the release that wrote them, or name another namespace",
          null);
    }
  }

  String key(String rest) {
    return prefix + rest;
  }

  <T extends @Nullable Object> T call(Function<UnifiedJedis, T> command) {
    if (closed) {
      throw new BackendException("the store on " + client.where() + " is closed", null);
    }
    try {
      return command.apply(client.jedis());
    } catch (JedisException e) {
      if (RedisErrors.isReplica(e)) {
        client.forgetConnections();
      }
      throw RedisErrors.translate(client.where(), "a call of a store", e);
    }
  }

  /** Runs a script; arguments are text, numbers or bytes. */
  @Nullable Object run(LuaScript script, List<String> keys, Object... args) {
    List<byte[]> keyBytes = new ArrayList<>(keys.size());
    keys.forEach(key -> keyBytes.add(bytes(key)));
    List<byte[]> argBytes = new ArrayList<>(args.length);
    for (Object arg : args) {
      argBytes.add(arg instanceof byte[] raw ? raw : bytes(arg.toString()));
    }
    return call(c -> script.run(c, keyBytes, argBytes));
  }

  /** Runs a script that answers 1 or 0. */
  boolean test(LuaScript script, List<String> keys, Object... args) {
    return Long.valueOf(1).equals(run(script, keys, args));
  }

  static String text(@Nullable Object bytes) {
    return bytes instanceof byte[] raw ? new String(raw, StandardCharsets.UTF_8) : "";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
