package io.tasks4j.redis.client;

import io.tasks4j.backend.BackendUri;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is: {@code //user:password@host:port,host:port/db}, as the scheme says.
 *
 * @param master name of the master to ask Sentinel for; set for Sentinel alone
 */
public record RedisAddress(
    Kind kind,
    boolean tls,
    Set<HostAndPort> nodes,
    @Nullable String user,
    @Nullable String password,
    int database,
    @Nullable String master,
    @Nullable String sentinelUser,
    @Nullable String sentinelPassword) {
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /** What is asked for the way to the tasks. */
  public enum Kind {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Reads an address; leaves the check for unknown settings to the caller.
   *
   * @throws IllegalArgumentException when it is none; the message never holds a password
   */
  public static RedisAddress from(BackendUri uri) {
    Kind kind =
        uri.scheme().endsWith("+sentinel")
            ? Kind.SENTINEL
            : uri.scheme().endsWith("+cluster") ? Kind.CLUSTER : Kind.STANDALONE;
    String rest = uri.rest();
    if (!rest.startsWith("//")) {
      throw wrong(uri, "it begins with " + uri.scheme() + "://");
    }
    String authority = rest.substring(2);
    String path = "";
    int slash = authority.indexOf('/');
    if (slash >= 0) {
      path = authority.substring(slash + 1);
      authority = authority.substring(0, slash);
    }
    String user = null;
    String password = null;
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String info = authority.substring(0, at);
      authority = authority.substring(at + 1);
      int colon = info.indexOf(':');
      if (colon < 0) {
        throw wrong(uri, "before the @ stands user:password or :password");
      }
      user = colon == 0 ? null : decoded(info.substring(0, colon));
      password = decoded(info.substring(colon + 1));
    }
    Set<HostAndPort> nodes = nodes(uri, authority, kind);
    if (kind == Kind.STANDALONE && nodes.size() > 1) {
      throw wrong(uri, "it names one host; for more see redis+sentinel: and redis+cluster:");
    }
    String master = null;
    if (kind == Kind.SENTINEL) {
      master = uri.text("master").orElse(null);
      if (master == null) {
        throw wrong(uri, "it says which master, as in ?master=mymaster");
      }
    }
    int database = database(uri, path);
    if (kind == Kind.CLUSTER && database != 0) {
      throw wrong(uri, "a cluster has no database but 0");
    }
    return new RedisAddress(
        kind,
        uri.scheme().startsWith("rediss"),
        nodes,
        user,
        password,
        database,
        master,
        kind == Kind.SENTINEL ? uri.text("sentinelUser").orElse(null) : null,
        kind == Kind.SENTINEL ? uri.text("sentinelPassword").orElse(null) : null);
  }

  private static Set<HostAndPort> nodes(BackendUri uri, String authority, Kind kind) {
    Set<HostAndPort> nodes = new LinkedHashSet<>();
    int defaultPort = kind == Kind.SENTINEL ? SENTINEL_PORT : PORT;
    for (String node : authority.split(",", -1)) {
      int colon = node.lastIndexOf(':');
      boolean noPort = colon < 0 || node.endsWith("]");
      String host = noPort ? node : node.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (host.isEmpty()) {
        throw wrong(uri, "it names a host");
      }
      nodes.add(new HostAndPort(host, noPort ? defaultPort : port(uri, node.substring(colon + 1))));
    }
    return nodes;
  }

  private static int port(BackendUri uri, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw wrong(uri, "a port is from 1 to 65535");
  }

  private static int database(BackendUri uri, String path) {
    if (path.isEmpty()) {
      return 0;
    }
    try {
      int database = Integer.parseInt(path);
      if (database >= 0) {
        return database;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw wrong(uri, "after the host comes the number of a database");
  }

  private static String decoded(String text) {
    // In this part of an address a plus is a plus.
    return BackendUri.decoded("user or password", text.replace("+", "%2B"));
  }

  /** Never with the address itself or a part of it: any may be a piece of a password. */
  private static IllegalArgumentException wrong(BackendUri uri, String rule) {
    return new IllegalArgumentException(
        "a Redis address is like "
            + uri.scheme()
            + "://user:password@host:6379/0?namespace=tasks4j: "
            + rule
            + "; in a password / : @ and ? are percent-encoded");
  }

  /** Without the password, for messages. */
  public String text() {
    StringBuilder text = new StringBuilder("Redis at ");
    int i = 0;
    for (HostAndPort node : nodes) {
      text.append(i++ == 0 ? "" : ",").append(node);
    }
    if (master != null) {
      text.append(" (Sentinel, master ").append(master).append(')');
    } else if (kind == Kind.CLUSTER) {
      text.append(" (Cluster)");
    }
    return text.toString();
  }

  /** Not the generated one, which would show passwords. */
  @Override
  public String toString() {
    return text();
  }
}
