package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A worker that waits for tasks. */
class IdleTest {
  private static final RabbitServer server = TestRabbit.own();

  private static TaskBackend open(int port) {
    return RabbitMqBackend.open(
        RabbitMqAddress.from(BackendUri.parse("amqp://127.0.0.1:" + port)),
        TestRabbit.config(),
        new MemoryBackend());
  }

  @Test
  void an_idle_worker_sends_and_gets_next_to_nothing() throws Exception {
    try (TcpProxy proxy = new TcpProxy(server.port());
        TaskBackend backend = open(proxy.port())) {
      backend.enqueue(tasks(1));
      assertEquals(1, claim(backend, 1).size());
      assertEquals(Claims.NONE, backend.claim(request().maxWait(Duration.ofSeconds(1))));
      long before = proxy.passed();
      for (int i = 0; i < 3; i++) {
        assertEquals(Claims.NONE, backend.claim(request().maxWait(Duration.ofSeconds(1))));
      }

      long bytes = proxy.passed() - before;

      // A frame or two for each look.
      assertTrue(bytes < 2_000, () -> bytes + " bytes in 3 s");
    }
  }
}
