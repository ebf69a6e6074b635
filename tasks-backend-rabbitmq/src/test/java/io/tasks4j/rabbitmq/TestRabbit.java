package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.servers.RabbitServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The broker that most tests share: that of {@code TASKS_TEST_RABBITMQ_URI}, else a container where
 * Docker answers, else a {@code rabbitmq-server} of this machine; ended with the JVM. Each test has
 * queues of its own. Tests that stop a broker do so with the one of this machine, and start it
 * again.
 */
final class TestRabbit {
  private static String uri;
  private static RabbitServer own;

  private TestRabbit() {}

  /** A broker of this machine, to stop and to start again; ended with the JVM. */
  static synchronized RabbitServer own() {
    if (own == null) {
      own = RabbitServer.start();
      Runtime.getRuntime().addShutdownHook(new Thread(own::close));
    }
    return own;
  }

  static synchronized String uri() {
    if (uri == null) {
      uri = find();
    }
    return uri;
  }

  /** The address of a backend with queues that no other test has, and a store beside it. */
  static String uri(String store) {
    return uri()
        + "?queueName="
        + URLEncoder.encode(config().queueName(), StandardCharsets.UTF_8)
        + "&store="
        + URLEncoder.encode(store, StandardCharsets.UTF_8);
  }

  static RabbitMqAddress address() {
    return RabbitMqAddress.from(BackendUri.parse(uri()));
  }

  /** Settings with queues that no other test has. */
  static RabbitMqConfig config() {
    String name = "test-" + UUID.randomUUID().toString().substring(0, 13);
    return RabbitMqConfig.builder().queueName(name + ".{queue}").build();
  }

  private static String find() {
    String given = System.getenv("TASKS_TEST_RABBITMQ_URI");
    if (given != null && !given.isBlank()) {
      return given;
    }
    return dockerAnswers() ? container() : own().uri();
  }

  private static boolean dockerAnswers() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static String container() {
    GenericContainer<?> broker =
        new GenericContainer<>("rabbitmq:3.13-alpine")
            .withExposedPorts(5672)
            .waitingFor(Wait.forLogMessage(".*Server startup complete.*", 1));
    broker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::stop));
    return "amqp://guest:guest@" + broker.getHost() + ":" + broker.getMappedPort(5672);
  }
}
