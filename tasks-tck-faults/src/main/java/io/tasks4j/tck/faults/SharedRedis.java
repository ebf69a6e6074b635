package io.tasks4j.tck.faults;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The Redis that tests share, each in a namespace of its own: that of {@code TASKS_TEST_REDIS_URI},
 * else a container where Testcontainers is on the class path and Docker answers, else a {@link
 * RedisServer}; ended with the JVM. Thread-safe.
 */
public final class SharedRedis {
  private static final String IMAGE = "redis:7.4-alpine";
  private static @Nullable String uri;

  private SharedRedis() {}

  /** Its address; it is started when it is first asked for. */
  public static synchronized String uri() {
    String found = uri;
    if (found == null) {
      found = find();
      uri = found;
    }
    return found;
  }

  /** A namespace that nobody has used. */
  public static String namespace() {
    return "test-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** Its address with such a namespace. */
  public static String freshUri() {
    return uri() + (uri().contains("?") ? '&' : '?') + "namespace=" + namespace();
  }

  private static String find() {
    String given = System.getenv("TASKS_TEST_REDIS_URI");
    if (given != null && !given.isBlank()) {
      return given;
    }
    if (hasTestcontainers() && Docker.answers()) {
      return Docker.start();
    }
    RedisServer server = RedisServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server.uri();
  }

  private static boolean hasTestcontainers() {
    return SharedRedis.class
            .getClassLoader()
            .getResource("org/testcontainers/DockerClientFactory.class")
        != null;
  }

  /** Loaded only where its library is. */
  private static final class Docker {
    static boolean answers() {
      try {
        return DockerClientFactory.instance().isDockerAvailable();
      } catch (RuntimeException e) {
        return false;
      }
    }

    @SuppressWarnings("resource") // ended with the JVM
    static String start() {
      GenericContainer<?> redis = new GenericContainer<>(IMAGE).withExposedPorts(6379);
      redis.start();
      Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
      return "redis://" + redis.getHost() + ":" + redis.getMappedPort(6379);
    }
  }
}
