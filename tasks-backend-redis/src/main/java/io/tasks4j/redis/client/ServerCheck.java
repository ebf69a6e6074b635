package io.tasks4j.redis.client;

import io.tasks4j.BackendException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** What a server says of itself, and whether that will do. */
public record ServerCheck(int major, int minor, String role, String evictionPolicy) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);

  /**
   * Asks the server.
   *
   * @throws BackendException when it cannot be reached, or will not do
   */
  public static ServerCheck check(JedisClient client) {
    Map<String, String> info = new HashMap<>();
    try {
      client
          .info()
          .lines()
          .forEach(
              line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                  info.put(line.substring(0, colon), line.substring(colon + 1));
                }
              });
    } catch (JedisException e) {
      throw RedisErrors.translate(client.where(), "opening", e);
    }
    return check(client, info);
  }

  /** Whether scripts can say on their first line what they need. */
  public boolean isSevenOrLater() {
    return major >= 7;
  }

  private static ServerCheck check(JedisClient client, Map<String, String> info) {
    String version = info.getOrDefault("redis_version", "");
    String[] parts = version.split("\\.", -1);
    int major = parts.length > 1 ? number(parts[0]) : 0;
    int minor = parts.length > 1 ? number(parts[1]) : 0;
    if (major < 6 || (major == 6 && minor < 2)) {
      throw new BackendException(
          client.where()
              + " has version '"
              + version
              + "'; Redis 6.2 or later, or Valkey, is needed",
          null);
    }
    String role = info.getOrDefault("role", "master");
    if (!client.isCluster() && !role.equals("master")) {
      throw new BackendException(
          client.where()
              + " is a replica of "
              + info.get("master_host")
              + ":"
              + info.get("master_port")
              + "; name the master, or let Sentinel find it by redis+sentinel:",
          null);
    }
    String policy = info.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      LOG.warn(
          "{} may throw away what it was given when it is full: maxmemory-policy is {}; set it to"
              + " noeviction",
          client.where(),
          policy);
    }
    return new ServerCheck(major, minor, role, policy);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
