package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.redis.client.RedisAddress;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The server that most tests share: that of {@code TASKS_TEST_REDIS_URI}, else a container where
 * Docker answers, else a {@code redis-server} of this machine; ended with the JVM. Each test has a
 * namespace of its own. Tests that stop or freeze a server start one of this machine themselves.
 */
final class TestRedis {
  private static RedisAddress address;

  private TestRedis() {}

  static synchronized RedisAddress address() {
    if (address == null) {
      address = RedisAddress.from(BackendUri.parse(find()));
    }
    return address;
  }

  static String namespace() {
    return "test-" + UUID.randomUUID().toString().substring(0, 13);
  }

  private static String find() {
    String given = System.getenv("TASKS_TEST_REDIS_URI");
    if (given != null && !given.isBlank()) {
      return given;
    }
    return dockerAnswers() ? container() : local();
  }

  private static boolean dockerAnswers() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static String container() {
    GenericContainer<?> redis = new GenericContainer<>("redis:7.4-alpine").withExposedPorts(6379);
    redis.start();
    Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
    return "redis://" + redis.getHost() + ":" + redis.getMappedPort(6379);
  }

  private static String local() {
    RedisServer server = RedisServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server.uri();
  }
}
