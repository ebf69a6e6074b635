package io.tasks4j.redis;

import io.tasks4j.BackendException;
import io.tasks4j.internal.Backoff;
import io.tasks4j.redis.client.JedisClient;
import io.tasks4j.redis.client.RedisErrors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;

/**
 * Sends commands, and sends them again while the server is away, for a bounded time. Thread-safe.
 *
 * <p>An interrupt never breaks an exchange: a virtual thread's would close the socket under it. So
 * the flag is set aside for the time of a command, which the timeouts bound.
 */
final class CommandSender implements AutoCloseable {
  static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final JedisClient client;
  private final Duration callTimeout;
  private final Map<LuaScript, LuaScript.Text> scripts;
  private volatile boolean closed;

  CommandSender(JedisClient client, Duration callTimeout, Map<LuaScript, LuaScript.Text> scripts) {
    this.client = client;
    this.callTimeout = callTimeout;
    this.scripts = scripts;
  }

  /** Arguments of a script. */
  @FunctionalInterface
  interface ArgsOf {
    /** {@code again}: an earlier try may have taken effect, its answer lost. */
    ScriptArguments get(boolean again);
  }

  boolean isCluster() {
    return client.isCluster();
  }

  String where() {
    return client.where();
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedBackendException(client.where());
    }
  }

  /** Runs a script over keys of one slot. */
  Object run(LuaScript script, List<String> keys, ScriptArguments args) {
    return run(script, keys, again -> args);
  }

  /** Runs a script over keys of one slot. */
  Object run(LuaScript script, List<String> keys, ArgsOf args) {
    return Objects.requireNonNull(answer(script, keys, args), script.name());
  }

  /** The same for a script that may answer nothing. */
  @Nullable Object answer(LuaScript script, List<String> keys, ScriptArguments args) {
    return answer(script, keys, again -> args);
  }

  /** The same for a script that may answer nothing. */
  @Nullable Object answer(LuaScript script, List<String> keys, ArgsOf args) {
    LuaScript.Text text = scripts.get(script);
    if (text == null) {
      throw new IllegalStateException("no script " + script);
    }
    List<byte[]> keyBytes = keys.stream().map(k -> k.getBytes(StandardCharsets.UTF_8)).toList();
    return call(
        script.name(),
        (jedis, again) -> {
          List<byte[]> list = args.get(again).list();
          try {
            return jedis.evalsha(text.sha(), keyBytes, list);
          } catch (JedisNoScriptException e) {
            // A new, restarted or flushed server: EVAL runs the script and keeps it.
            return jedis.eval(text.source(), keyBytes, list);
          }
        });
  }

  void addToSet(String key, String member) {
    long ignored = call("SADD", (jedis, again) -> jedis.sadd(key, member));
  }

  Set<String> membersOfSet(String key) {
    return call("SMEMBERS", (jedis, again) -> jedis.smembers(key));
  }

  List<String> fieldsOfHash(String key, String... fields) {
    return call("HMGET", (jedis, again) -> jedis.hmget(key, fields));
  }

  long sizeOfHash(String key) {
    return call("HLEN", (jedis, again) -> jedis.hlen(key));
  }

  long lengthOfStream(String key) {
    return call("XLEN", (jedis, again) -> jedis.xlen(key));
  }

  @Nullable String get(String key) {
    return this.<@Nullable String>call("GET", (jedis, again) -> jedis.get(key));
  }

  void set(String key, String value) {
    String ignored = call("SET", (jedis, again) -> jedis.set(key, value));
  }

  void setIfAbsent(String key, String value) {
    @Nullable String ignored =
        this.<@Nullable String>call(
            "SET", (jedis, again) -> jedis.set(key, value, SetParams.setParams().nx()));
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }

  @FunctionalInterface
  private interface Command<T extends @Nullable Object> {
    T run(UnifiedJedis jedis, boolean again);
  }

  private <T extends @Nullable Object> T call(String tried, Command<T> command) {
    checkOpen();
    Backoff backoff = null;
    boolean interrupted = Thread.interrupted();
    try {
      for (boolean again = false; ; again = true) {
        try {
          return command.run(client.jedis(), again);
        } catch (JedisException e) {
          interrupted |= Thread.interrupted();
          checkOpen();
          if (RedisErrors.isReplica(e)) {
            client.forgetConnections();
          }
          if (backoff == null) {
            backoff = new Backoff(callTimeout, FIRST_PAUSE, LONGEST_PAUSE);
          }
          if (!RedisErrors.mayPass(e) || !backoff.pause()) {
            throw failure(tried, e);
          }
          checkOpen();
        } catch (IllegalStateException e) {
          // The pool says so when it was closed meanwhile.
          checkOpen();
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private BackendException failure(String tried, JedisException e) {
    return RedisErrors.translate(client.where(), tried, e);
  }
}
