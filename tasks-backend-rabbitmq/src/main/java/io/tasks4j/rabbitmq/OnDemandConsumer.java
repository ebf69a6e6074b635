package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
final class OnDemandConsumer {
  private static final int UNSENT_LIMIT = 200;

  /** Of the consumer of {@link #ask}, which only the broker knows by a tag. */
  private static final String ASKED = "tasks4j-asked";

  private final BrokerConnection broker;
  private final BrokerTopology topology;
  private final RabbitMqConfig config;
  private final List<String> tags = new ArrayList<>();
  private @Nullable Channel channel;
  private @Nullable Future<Command> cancelled;
  private int prefetch;
  private volatile Queue<BrokerDelivery> inbox = new ConcurrentLinkedQueue<>();
  private volatile Runnable arrived = () -> {};

  OnDemandConsumer(BrokerConnection broker, BrokerTopology topology, RabbitMqConfig config) {
    this.broker = broker;
    this.topology = topology;
    this.config = config;
  }

  /**
   * Lets deliveries of a queue come already, for a {@link #pull} that begins with it, and waits for
   * nothing: the cancel goes out with the consume, and is answered after the last delivery. The
   * client's own calls would wait for both answers. A quorum queue has to be given time, since its
   * first delivery may come after such an answer.
   */
  synchronized void ask(String queue, int count) {
    run(
        () -> {
          if (config.queueType() == RabbitMqConfig.QueueType.QUORUM) {
            consume(queue, count);
            return;
          }
          Channel open = open(queue, count);
          String name = config.brokerQueue(queue);
          open.setDefaultConsumer(new Inlet(open, name, inbox));
          open.asyncRpc(
              new AMQP.Basic.Consume.Builder()
                  .queue(name)
                  .consumerTag(ASKED)
                  .arguments(Map.of())
                  .nowait(true)
                  .build());
          cancelled =
              open.asyncCompletableRpc(new AMQP.Basic.Cancel.Builder().consumerTag(ASKED).build());
        });
  }

  /** What is there of these queues of tasks now, in their order, at most {@code count}. */
  synchronized List<BrokerDelivery> pull(List<String> queues, int count) {
    List<BrokerDelivery> pulled = new ArrayList<>();
    run(
        () -> {
          for (String queue : queues) {
            int before;
            do {
              before = pulled.size();
              if (before < count) {
                if (cancelled == null && tags.isEmpty()) {
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
  synchronized void drain(List<BrokerDelivery> into) {
    Queue<BrokerDelivery> from = inbox;
    for (BrokerDelivery next; (next = from.poll()) != null; ) {
      into.add(next);
    }
  }

  /** Tells the broker that all up to the last of these are in good hands. */
  synchronized void acknowledge(List<BrokerDelivery> done) {
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
    cancelled = null;
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
      throw broker.failure("consuming", e);
    }
  }

  private void consume(String queue, int count) throws IOException {
    Channel open = open(queue, count);
    String name = config.brokerQueue(queue);
    tags.add(open.basicConsume(name, false, new Inlet(open, name, inbox)));
  }

  /** The channel, for so many deliveries to be acknowledged. */
  private Channel open(String queue, int count) throws IOException {
    topology.ensure(broker, queue);
    Channel open = channel;
    if (open == null || !open.isOpen()) {
      reset();
      open = broker.connection().createChannel();
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
    return open;
  }

  private void cancel() throws IOException {
    Channel open = channel;
    Future<Command> answer = cancelled;
    if (answer != null) {
      cancelled = null;
      await(answer);
    }
    for (String tag : tags) {
      if (open != null) {
        open.basicCancel(tag);
      }
    }
    tags.clear();
  }

  /** As the client waits for answers: an interrupt is put off until it is there. */
  private void await(Future<Command> answer) throws IOException {
    long deadline = System.nanoTime() + config.confirmTimeout().toNanos();
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          Object ignored = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the broker did not end a delivery", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs on the thread that reads the connection, and so must not block. */
  private final class Inlet extends DefaultConsumer {
    private final String queue;
    private final Queue<BrokerDelivery> into;

    Inlet(Channel channel, String queue, Queue<BrokerDelivery> into) {
      super(channel);
      this.queue = queue;
      this.into = into;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      into.add(new BrokerDelivery(envelope.getDeliveryTag(), queue, properties, body));
      arrived.run();
    }

    @Override
    public void handleCancel(String tag) {
      // The queue was deleted, or has moved.
      topology.forget();
    }
  }
}
