package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deliveries into the store: at once for a claim that looks, by a thread of its own while
 * claims wait. Thread-safe.
 */
final class DeliveryPump implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryPump.class);

  private final BrokerConnection broker;
  private final BrokerTopology topology;
  private final RabbitMqConfig config;
  private final DeliveryStore store;
  private final ConfirmedPublisher publisher;
  private final ConcurrentLinkedDeque<OnDemandConsumer> free = new ConcurrentLinkedDeque<>();
  private final Set<OnDemandConsumer> listening = ConcurrentHashMap.newKeySet();

  /** Claims that have waited, and whose consumers may still hold what nobody was told of. */
  private final Set<CountDownLatch> ending = ConcurrentHashMap.newKeySet();

  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  DeliveryPump(
      BrokerConnection broker,
      BrokerTopology topology,
      RabbitMqConfig config,
      DeliveryStore store,
      ConfirmedPublisher publisher) {
    this.broker = broker;
    this.topology = topology;
    this.config = config;
    this.store = store;
    this.publisher = publisher;
    this.thread = new Thread(this::run, "tasks4j-rabbitmq-deliveries");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins a look: lets up to {@code count} deliveries of the first of these queues come. To be
   * closed.
   */
  Look look(List<String> queues, int count) {
    OnDemandConsumer consumer = take();
    try {
      consumer.ask(queues.get(0), count);
      return new Look(consumer, queues, count);
    } catch (RuntimeException e) {
      free.addFirst(consumer);
      throw e;
    }
  }

  /**
   * What a look brought.
   *
   * @param claims what was claimed along
   * @param ready how many tasks were made ready
   * @param unseen whether some is ready that this claim did not see
   * @param more whether the broker may have more
   */
  record Brought(Claims claims, int ready, boolean unseen, boolean more) {}

  /** A look at what the broker has for a claim. Used by one thread. */
  final class Look implements AutoCloseable {
    private final OnDemandConsumer consumer;
    private final List<String> queues;
    private final int count;
    private boolean ended;

    private Look(OnDemandConsumer consumer, List<String> queues, int count) {
      this.consumer = consumer;
      this.queues = queues;
      this.count = count;
    }

    /**
     * Brings what is there into the store, as many tasks that are ready then as were asked for, or
     * all there are; and claims in the same step where that can be. Comes once.
     */
    Brought bring(ClaimRequest request) {
      ended = true;
      List<BrokerDelivery> deliveries = consumer.pull(queues, count);
      if (deliveries.isEmpty()) {
        // What the broker had, one that has just ended its wait may have taken.
        ending.forEach(DeliveryPump.this::await);
      }
      DeliveryStore.Accepted first =
          accept(consumer, deliveries, () -> store.accept(deliveries, request));
      int ready = first.ready();
      boolean unseen = first.unseen();
      boolean full = deliveries.size() >= count;
      try {
        // What was cancelled or has run meanwhile must not stand in the way of what is ready.
        while (full && ready < count) {
          List<BrokerDelivery> next = consumer.pull(queues, count);
          ready += accept(consumer, next, () -> store.accept(next)).ready();
          unseen = true;
          full = next.size() >= count;
        }
      } catch (BackendException e) {
        if (first.claims().claims().isEmpty() && first.claims().losses().isEmpty()) {
          throw e;
        }
        LOG.debug("a look at the broker ended early", e);
      }
      return new Brought(first.claims(), ready, unseen, full);
    }

    /** Gives back to the broker what was let come and not brought. */
    @Override
    public void close() {
      if (!ended) {
        consumer.reset();
      }
      free.addFirst(consumer);
    }
  }

  /** Brings what comes into the store, until what it gives is run. */
  Runnable listen(List<String> queues, int count) {
    OnDemandConsumer consumer = take();
    try {
      listening.add(consumer);
      consumer.listen(queues, count, () -> work.add(() -> drain(consumer)));
      // What came late, after the answer to an earlier cancel, is told of by nobody.
      work.add(() -> drain(consumer));
    } catch (RuntimeException e) {
      listening.remove(consumer);
      free.addFirst(consumer);
      throw e;
    }
    // Not by the claim itself, whose tasks would wait for the broker's answer.
    return () -> {
      CountDownLatch ended = new CountDownLatch(1);
      ending.add(ended);
      work.add(
          () -> {
            end(consumer);
            ending.remove(ended);
            ended.countDown();
          });
    };
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    ending.forEach(CountDownLatch::countDown);
  }

  /** As long as the broker may take to answer. */
  private void await(CountDownLatch ended) {
    try {
      boolean ignored = ended.await(config.confirmTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(OnDemandConsumer consumer) {
    try {
      consumer.unlisten();
      drain(consumer);
    } catch (RuntimeException e) {
      // The claim has its result, whatever went wrong; what was not acknowledged comes again.
      LOG.debug("a claim has waited", e);
      consumer.reset();
    } finally {
      listening.remove(consumer);
      free.addFirst(consumer);
    }
  }

  private void run() {
    while (!closed) {
      try {
        Runnable next = work.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          next.run();
        }
        publisher.cutWhenHanging();
      } catch (InterruptedException e) {
        // Closed: the loop ends.
      } catch (RuntimeException e) {
        LOG.warn("what the broker has brought is not in the store yet, it comes again", e);
      }
    }
  }

  private void drain(OnDemandConsumer consumer) {
    if (!listening.contains(consumer)) {
      return;
    }
    synchronized (consumer) {
      List<BrokerDelivery> deliveries = new ArrayList<>();
      consumer.drain(deliveries);
      Object ignored = accept(consumer, deliveries, () -> store.accept(deliveries));
    }
  }

  /** First the store, then the acknowledgement: a crash between them only brings it again. */
  private static DeliveryStore.Accepted accept(
      OnDemandConsumer consumer,
      List<BrokerDelivery> deliveries,
      Supplier<DeliveryStore.Accepted> storing) {
    if (deliveries.isEmpty()) {
      return DeliveryStore.Accepted.NOTHING;
    }
    try {
      DeliveryStore.Accepted accepted = storing.get();
      if (accepted.stored()) {
        consumer.acknowledge(deliveries);
      } else {
        consumer.reset();
      }
      return accepted;
    } catch (RuntimeException e) {
      consumer.reset();
      throw e;
    }
  }

  private OnDemandConsumer take() {
    OnDemandConsumer consumer = free.pollFirst();
    return consumer == null ? new OnDemandConsumer(broker, topology, config) : consumer;
  }
}
