package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A channel that takes deliveries while a claim asks for them, and no others: what it holds beyond
 * that, other processes would wait for. Used by one claim at a time, and while that waits by the
 * thread that tells the store. Thread-safe.
 *
 * <p>The broker pushes as many as the consumer's prefetch allows, best first, as soon as it knows
 * of the consumer; and it answers a cancel after the last delivery. So consuming and cancelling
 * gives exactly what is there, up to the prefetch. Only past 200 messages the broker's queue takes
 * a breath, so that a cancel may come before the rest.
 */
final class Tap {
  private static final int UNSENT_LIMIT = 200;

  private final Link link;
  private final Topology topology;
  private final RabbitMqConfig config;
  private final List<String> tags = new ArrayList<>();
  private @Nullable Channel channel;
  private int prefetch;
  private volatile Queue<Delivery> inbox = new ConcurrentLinkedQueue<>();
  private volatile Runnable arrived = () -> {};

  Tap(Link link, Topology topology, RabbitMqConfig config) {
    this.link = link;
    this.topology = topology;
    this.config = config;
  }

  /** Lets deliveries of a queue come already, for a {@link #pull} that begins with it. */
  synchronized void ask(String queue, int count) {
    run(() -> consume(queue, count));
  }

  /** What is there of these queues of tasks now, in their order, at most {@code count}. */
  synchronized List<Delivery> pull(List<String> queues, int count) {
    List<Delivery> pulled = new ArrayList<>();
    run(
        () -> {
          for (String queue : queues) {
            int before;
            do {
              before = pulled.size();
              if (before < count) {
                if (tags.isEmpty()) {
                  consume(queue, count - before);
                }
                cancel();
                drain(pulled);
              }
            } while (pulled.size() - before >= UNSENT_LIMIT);
          }
        });
    return pulled;
  }

  /** Lets deliveries come, {@code count} of each queue; tells {@code listener} of each. */
  synchronized void listen(List<String> queues, int count, Runnable listener) {
    arrived = listener;
    run(
        () -> {
          for (String queue : queues) {
            consume(queue, count);
          }
        });
  }

  /** Ends {@link #listen}; what has come is there to be drained. */
  synchronized void unlisten() {
    arrived = () -> {};
    run(this::cancel);
  }

  /** Takes what came so far. */
  synchronized void drain(List<Delivery> into) {
    Queue<Delivery> from = inbox;
    for (Delivery next; (next = from.poll()) != null; ) {
      into.add(next);
    }
  }

  /** Tells the broker that all up to the last of these are in good hands. */
  synchronized void acknowledge(List<Delivery> done) {
    Channel open = channel;
    if (open != null && !done.isEmpty()) {
      try {
        // Deliveries are drained in order, so this is about no other.
        open.basicAck(done.get(done.size() - 1).tag(), true);
      } catch (IOException | AlreadyClosedException e) {
        // They come again, and the store knows them then.
        reset();
      }
    }
  }

  /** Gives back to the broker whatever was not acknowledged. */
  synchronized void reset() {
    Channel old = channel;
    channel = null;
    tags.clear();
    inbox = new ConcurrentLinkedQueue<>();
    if (old != null) {
      try {
        old.abort();
      } catch (IOException e) {
        // The connection is gone, and the channel with it.
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (IOException | AlreadyClosedException e) {
      topology.forget();
      reset();
      throw link.failure("consuming", e);
    }
  }

  private void consume(String queue, int count) throws IOException {
    topology.ensure(link, queue);
    Channel open = channel;
    if (open == null || !open.isOpen()) {
      reset();
      open = link.connection().createChannel();
      if (open == null) {
        throw new IOException("the connection has no channel left");
      }
      channel = open;
      prefetch = 0;
    }
    if (prefetch != count) {
      open.basicQos(count);
      prefetch = count;
    }
    String name = config.brokerQueue(queue);
    tags.add(open.basicConsume(name, false, new Inlet(open, name, inbox)));
  }

  private void cancel() throws IOException {
    Channel open = channel;
    for (String tag : tags) {
      if (open != null) {
        open.basicCancel(tag);
      }
    }
    tags.clear();
  }

  /** Runs on the thread that reads the connection, and so must not block. */
  private final class Inlet extends DefaultConsumer {
    private final String queue;
    private final Queue<Delivery> into;

    Inlet(Channel channel, String queue, Queue<Delivery> into) {
      super(channel);
      this.queue = queue;
      this.into = into;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      into.add(new Delivery(envelope.getDeliveryTag(), queue, properties, body));
      arrived.run();
    }

    @Override
    public void handleCancel(String tag) {
      // The queue was deleted, or has moved.
      topology.forget();
    }
  }
}
