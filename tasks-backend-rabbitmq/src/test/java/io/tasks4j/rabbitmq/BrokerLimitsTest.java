package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.depth;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.GetResponse;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.rabbitmq.RabbitMqConfig.QueueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Queues that somebody else declared, with limits by which the broker refuses or drops messages.
 */
class BrokerLimitsTest {
  private static TaskBackend open(RabbitMqConfig.Builder config) {
    return RabbitMqBackend.open(TestRabbit.address(), config.build(), new MemoryBackend());
  }

  private static void declare(RabbitMqConfig config, Map<String, Object> arguments)
      throws Exception {
    atBroker(
        TestRabbit.uri(),
        channel ->
            channel.queueDeclare(config.brokerQueue("default"), true, false, false, arguments));
  }

  @Test
  void a_task_that_the_broker_refuses_for_a_full_queue_is_an_error_and_not_kept() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    declare(config, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    TaskMessage first = task();
    TaskMessage refused = task();
    TaskMessage last = task();
    try (TaskBackend backend =
        open(config.toBuilder().passive(true).confirmTimeout(Duration.ofSeconds(1)))) {
      backend.enqueue(List.of(first));

      BackendUnavailableException e =
          assertThrows(BackendUnavailableException.class, () -> backend.enqueue(List.of(refused)));

      assertTrue(e.getMessage().contains("did not confirm"), e::getMessage);
      assertEquals(Optional.empty(), backend.admin().find(refused.id()));
      assertEquals(List.of(first.id()), ids(claim(backend, 5)));
      assertTrue(backend.enqueue(List.of(last)).get(0).accepted());
      assertEquals(List.of(last.id()), ids(claim(backend, 5)));
    }
  }

  @Test
  void a_message_that_the_broker_drops_by_its_delivery_limit_costs_no_task() throws Exception {
    RabbitMqConfig config = TestRabbit.config();
    declare(config, Map.of("x-queue-type", "quorum", "x-delivery-limit", 1));
    TaskMessage task = task();
    try (TaskBackend backend =
        open(
            config.toBuilder()
                .queueType(QueueType.QUORUM)
                .passive(true)
                .transitTimeout(Duration.ofSeconds(1)))) {
      backend.enqueue(List.of(task));
      atBroker(
          TestRabbit.uri(),
          channel ->
              await()
                  .until(
                      () -> {
                        GetResponse got = channel.basicGet(config.brokerQueue("default"), false);
                        if (got != null) {
                          channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
                        }
                        return got == null;
                      }));

      assertEquals(0, depth(TestRabbit.uri(), config.brokerQueue("default")));
      assertEquals(
          List.of(task.id()), ids(backend.claim(request().maxWait(Fixtures.PATIENCE)).claims()));
    }
  }
}
