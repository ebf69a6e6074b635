package io.tasks4j.redis.client;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import java.util.Locale;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** What an error of Redis means, and what would help. */
public final class RedisErrors {
  /** First words of answers of a server that is there, but not at work just now. */
  private static final Set<String> PASSING =
      Set.of(
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "UNBLOCKED",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "MOVED",
          "ASK",
          "BUSY",
          "NOREPLICAS",
          "MISCONF");

  private RedisErrors() {}

  /** Whether the same command may succeed a moment later. */
  public static boolean mayPass(JedisException e) {
    if (e instanceof JedisClusterOperationException || e instanceof JedisClusterException) {
      return true;
    }
    if (isRefusal(e)) {
      return false;
    }
    return e instanceof JedisDataException ? PASSING.contains(word(e)) : true;
  }

  /** Whether the server is now a replica: connections that are pooled lead to the wrong place. */
  public static boolean isReplica(JedisException e) {
    return e instanceof JedisDataException && word(e).equals("READONLY");
  }

  /**
   * The exception to throw.
   *
   * @param where the server, by {@link RedisAddress#text}
   * @param tried what was asked of it
   */
  public static BackendException translate(String where, String tried, JedisException e) {
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String told = where + ", " + tried + ": ";
    if (isRefusal(e)) {
      return new BackendException(
          told
              + "the server refuses the user: "
              + root(e).getMessage()
              + "; check user and password, and that the user may run scripts and use our keys",
          e);
    }
    if (word(e).equals("OOM")) {
      return new BackendUnavailableException(
          told + "the server is full (maxmemory), nothing was stored; raise maxmemory", e);
    }
    if (said.contains("WRONGTYPE")) {
      return new BackendException(
          told
              + "a key of our namespace holds something else; choose another namespace ("
              + said
              + ")",
          e);
    }
    if (e instanceof JedisDataException && !PASSING.contains(word(e))) {
      return new BackendException(told + "the server answered " + said, e);
    }
    return new BackendUnavailableException(told + "no answer in time: " + said, e);
  }

  private static boolean isRefusal(JedisException e) {
    Throwable cause = root(e);
    if (cause instanceof JedisAccessControlException) {
      return true;
    }
    String said = cause.getMessage() == null ? "" : cause.getMessage();
    return said.startsWith("NOAUTH")
        || said.startsWith("WRONGPASS")
        || said.startsWith("NOPERM")
        || said.contains("NOPERM")
        || (said.startsWith("ERR") && said.toLowerCase(Locale.ROOT).contains("auth"));
  }

  private static Throwable root(Throwable e) {
    Throwable found = e;
    for (int i = 0; i < 5 && found.getCause() instanceof JedisException cause; i++) {
      found = cause;
    }
    return found;
  }

  /** The code that an answer begins with; a script's own error carries that of the command. */
  private static String word(JedisException e) {
    if (e instanceof JedisConnectionException || e.getMessage() == null) {
      return "";
    }
    String said =
        e.getMessage().startsWith("ERR Error running script")
            ? e.getMessage().substring(e.getMessage().lastIndexOf("-") + 1)
            : e.getMessage();
    int blank = said.indexOf(' ');
    return blank < 0 ? said : said.substring(0, blank);
  }
}
