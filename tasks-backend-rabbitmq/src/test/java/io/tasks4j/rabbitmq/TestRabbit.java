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
 * queues of its own. Tests that stop a broker start one of this machine themselves.
 */
final class TestRabbit {
  private static String uri;

  private TestRabbit() {}

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
        + "&metadata="
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
    GenericContainer<?> broker =
        new GenericContainer<>("rabbitmq:3.13-alpine")
            .withExposedPorts(5672)
            .waitingFor(Wait.forLogMessage(".*Server startup complete.*", 1));
    broker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::stop));
    return "amqp://guest:guest@" + broker.getHost() + ":" + broker.getMappedPort(5672);
  }

  private static String local() {
    RabbitServer server = RabbitServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server.uri();
  }
}
