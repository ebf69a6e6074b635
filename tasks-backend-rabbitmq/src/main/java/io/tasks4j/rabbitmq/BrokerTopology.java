package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.tasks4j.rabbitmq.RabbitMqConfig.QueueType;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** Declares what is needed, or finds out that it is there. Thread-safe. */
final class BrokerTopology {
  private static final int HIGHEST_PRIORITY = 9;

  private final RabbitMqConfig config;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  BrokerTopology(RabbitMqConfig config) {
    this.config = config;
  }

  /** Makes sure that the broker's queue of a queue of tasks is there, once. */
  void ensure(BrokerConnection broker, String queue) {
    if (known.contains(queue)) {
      return;
    }
    Connection connection = broker.connection();
    // A refusal closes the channel, so this one is for nothing else.
    try (Channel channel = connection.createChannel()) {
      if (config.passive()) {
        channel.queueDeclarePassive(config.brokerQueue(queue));
      } else {
        declare(channel, queue);
      }
      known.add(queue);
    } catch (IOException | TimeoutException | AlreadyClosedException e) {
      throw broker.failure("declaring the queue " + config.brokerQueue(queue), e);
    }
  }

  /** Looks again: something may have been deleted. */
  void forget() {
    known.clear();
  }

  private void declare(Channel channel, String queue) throws IOException {
    String name = config.brokerQueue(queue);
    Map<String, Object> arguments =
        config.queueType() == QueueType.QUORUM
            ? Map.of("x-queue-type", "quorum")
            : Map.of("x-max-priority", HIGHEST_PRIORITY);
    channel.queueDeclare(name, true, false, false, arguments);
    if (!config.exchange().isEmpty()) {
      channel.exchangeDeclare(config.exchange(), BuiltinExchangeType.DIRECT, true);
      channel.queueBind(name, config.exchange(), config.brokerKey(queue));
    }
  }
}
