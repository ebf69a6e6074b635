package io.tasks4j.results.redis;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Where Redis is: {@code //user:password@host:port,host:port/db}, as the scheme says. */
record RedisAddress(
    String scheme,
    Set<HostAndPort> nodes,
    @Nullable String user,
    @Nullable String password,
    int database,
    @Nullable String master,
    @Nullable String sentinelUser,
    @Nullable String sentinelPassword) {

  static RedisAddress from(BackendUri uri) {
    String rest = uri.rest();
    check(rest.startsWith("//"), "it begins with " + uri.scheme() + "://");
    int slash = rest.indexOf('/', 2);
    String authority = rest.substring(2, slash < 0 ? rest.length() : slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    int at = authority.lastIndexOf('@');
    String info = at < 0 ? "" : authority.substring(0, at);
    int colon = info.indexOf(':');
    check(at < 0 || colon >= 0, "before the @ stands user:password or :password");
    boolean sentinel = uri.scheme().endsWith("+sentinel");
    RedisAddress address =
        new RedisAddress(
            uri.scheme(),
            nodes(authority.substring(at + 1), sentinel ? 26_379 : 6_379),
            colon <= 0 ? null : decoded(info.substring(0, colon)),
            colon < 0 ? null : decoded(info.substring(colon + 1)),
            path.isEmpty() ? 0 : number("the database", path, 1_000_000),
            sentinel ? uri.text("master").orElse(null) : null,
            sentinel ? uri.text("sentinelUser").orElse(null) : null,
            sentinel ? uri.text("sentinelPassword").orElse(null) : null);
    check(!sentinel || address.master != null, "it names a master, as ?master=mymaster does");
    check(
        uri.scheme().contains("+") || address.nodes.size() == 1,
        "it names one host; for more there are redis+sentinel: and redis+cluster:");
    check(
        !uri.scheme().endsWith("+cluster") || address.database == 0,
        "a cluster has no database but 0");
    return address;
  }

  /** A client of its own, which may be reached later than now. */
  UnifiedJedis connect(int timeoutMillis, ConnectionPoolConfig pool) {
    DefaultJedisClientConfig config =
        config(timeoutMillis, user, password).database(database).build();
    HostAndPort first = nodes.iterator().next();
    try {
      if (scheme.endsWith("+cluster")) {
        return RedisClusterClient.builder()
            .nodes(nodes)
            .clientConfig(config)
            .poolConfig(pool)
            .build();
      }
      if (master != null) {
        return RedisSentinelClient.builder()
            .masterName(master)
            .sentinels(nodes)
            .clientConfig(config)
            .sentinelClientConfig(config(timeoutMillis, sentinelUser, sentinelPassword).build())
            .poolConfig(pool)
            .build();
      }
      return RedisClient.builder().hostAndPort(first).clientConfig(config).poolConfig(pool).build();
    } catch (JedisException e) {
      // A cluster and Sentinel are asked for the way at once.
      throw new BackendUnavailableException("Redis at " + text() + " cannot be reached", e);
    }
  }

  /** Without the password, for messages. */
  String text() {
    String hosts = nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    return master == null ? hosts : hosts + " (Sentinel, master " + master + ")";
  }

  private DefaultJedisClientConfig.Builder config(
      int timeoutMillis, @Nullable String name, @Nullable String secret) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis(timeoutMillis)
            .user(name)
            .password(secret)
            .clientName("tasks4j-results");
    if (scheme.startsWith("rediss")) {
      config.sslOptions(SslOptions.defaults());
    }
    return config;
  }

  private static Set<HostAndPort> nodes(String authority, int defaultPort) {
    Set<HostAndPort> nodes = new LinkedHashSet<>();
    for (String node : authority.split(",", -1)) {
      int colon = node.lastIndexOf(':');
      boolean noPort = colon < 0 || node.endsWith("]");
      String host = noPort ? node : node.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      check(!host.isEmpty(), "it names a host");
      nodes.add(
          new HostAndPort(
              host, noPort ? defaultPort : number("a port", node.substring(colon + 1), 65_535)));
    }
    return nodes;
  }

  private static int number(String what, String text, int most) {
    check(text.matches("\\d{1,7}") && Integer.parseInt(text) <= most, what + " is a number");
    return Integer.parseInt(text);
  }

  private static String decoded(String text) {
    // In this part of an address a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Never with the address itself: it may hold a password. */
  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a Redis address is like redis://user:password@host:6379/0?namespace=tasks4j: " + rule);
    }
  }
}
