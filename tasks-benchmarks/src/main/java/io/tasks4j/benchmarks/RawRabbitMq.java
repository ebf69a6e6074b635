package io.tasks4j.benchmarks;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that a task queue on RabbitMQ needs, on one connection for each side: what our own
 * figures are compared with. Persistent messages, confirms in batches, manual acknowledgements.
 */
public final class RawRabbitMq implements AutoCloseable {
  private final Connection publishing;
  private final Connection consuming;
  private final Channel publisher;
  private final String queue;

  public RawRabbitMq(String uri, String queue) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    this.queue = queue;
    publishing = factory.newConnection("raw publish");
    consuming = factory.newConnection("raw consume");
    publisher = publishing.createChannel();
    publisher.queueDeclare(queue, true, false, false, Map.of("x-max-priority", 9));
    publisher.confirmSelect();
  }

  public void publish(List<byte[]> payloads) throws Exception {
    AMQP.BasicProperties properties = MessageProperties.PERSISTENT_BASIC;
    for (byte[] payload : payloads) {
      publisher.basicPublish("", queue, true, properties, payload);
    }
    publisher.waitForConfirmsOrDie(60_000);
  }

  public void consume(int count, int prefetch) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    try (Channel channel = consuming.createChannel()) {
      channel.basicQos(prefetch);
      DeliverCallback deliver =
          (tag, delivery) -> {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            if (seen.incrementAndGet() == count) {
              done.countDown();
            }
          };
      String tag = channel.basicConsume(queue, false, deliver, cancelled -> {});
      done.await();
      channel.basicCancel(tag);
    }
  }

  /** Runs {@code body} for each message that comes, before it is acknowledged, until closed. */
  public Channel listen(Runnable body) throws IOException {
    Channel channel = consuming.createChannel();
    channel.basicQos(1);
    DeliverCallback deliver =
        (tag, delivery) -> {
          body.run();
          channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        };
    String ignored = channel.basicConsume(queue, false, deliver, cancelled -> {});
    return channel;
  }

  @Override
  public void close() throws IOException {
    publisher.queueDelete(queue);
    publishing.close();
    consuming.close();
  }
}
