package io.tasks4j.rabbitmq;

import io.tasks4j.backend.TaskBackends;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.faults.SecretAddresses;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of every backend that is on this class path, which is all that there are. */
class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp",
        "amqps",
        "redis",
        "rediss",
        "redis+cluster",
        "redis+sentinel",
        "memory",
        "immediate",
        "dummy",
        "jdbc:redis",
        "kafka",
        "not a scheme"
      })
  void no_address_of_a_backend_shows_its_password(String scheme) {
    SecretAddresses.assertKept(scheme, TaskBackends::open);
    SecretAddresses.assertKept(scheme, TaskQueue::open);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "redis+sentinel"})
  void nor_does_that_of_a_store_beside_the_broker(String scheme) {
    SecretAddresses.assertKept(
        scheme,
        address ->
            TaskBackends.open(
                "amqp://127.0.0.1:1?store=" + URLEncoder.encode(address, StandardCharsets.UTF_8)));
  }
}
