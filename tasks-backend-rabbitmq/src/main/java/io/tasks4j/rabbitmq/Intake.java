package io.tasks4j.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deliveries into the store: at once for a claim that looks, by a thread of its own while
 * claims wait. Thread-safe.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Link link;
  private final Topology topology;
  private final RabbitMqConfig config;
  private final Arrivals arrivals;
  private final Publisher publisher;
  private final ConcurrentLinkedDeque<Tap> free = new ConcurrentLinkedDeque<>();
  private final Set<Tap> listening = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Tap> told = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Intake(
      Link link, Topology topology, RabbitMqConfig config, Arrivals arrivals, Publisher publisher) {
    this.link = link;
    this.topology = topology;
    this.config = config;
    this.arrivals = arrivals;
    this.publisher = publisher;
    this.thread = new Thread(this::run, "tasks4j-rabbitmq-arrivals");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Brings what the broker has of these queues into the store: {@code count} tasks that are ready
   * then, or all there are.
   *
   * @return whether there may be more
   */
  boolean pull(List<String> queues, int count) {
    Tap tap = take();
    try {
      int ready = 0;
      while (true) {
        List<Delivery> deliveries = tap.pull(queues, count);
        ready += accept(tap, deliveries);
        // What was cancelled or has run meanwhile must not stand in the way of what is ready.
        if (deliveries.size() < count || ready >= count) {
          return deliveries.size() >= count;
        }
      }
    } finally {
      free.addFirst(tap);
    }
  }

  /** Brings what comes into the store, until what it gives is run. */
  Runnable listen(List<String> queues, int count) {
    Tap tap = take();
    try {
      listening.add(tap);
      tap.listen(queues, count, () -> told.add(tap));
    } catch (RuntimeException e) {
      listening.remove(tap);
      free.addFirst(tap);
      throw e;
    }
    return () -> end(tap);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void end(Tap tap) {
    try {
      tap.unlisten();
      drain(tap);
    } catch (RuntimeException e) {
      // The claim has its result, whatever went wrong; what was not acknowledged comes again.
      LOG.debug("a claim has waited", e);
      tap.reset();
    } finally {
      listening.remove(tap);
      free.addFirst(tap);
    }
  }

  private void run() {
    while (!closed) {
      try {
        Tap tap = told.poll(1, TimeUnit.SECONDS);
        if (tap != null && listening.contains(tap)) {
          drain(tap);
        }
        publisher.cutWhenHanging();
      } catch (InterruptedException e) {
        // Closed: the loop ends.
      } catch (RuntimeException e) {
        LOG.warn("what the broker has brought is not in the store yet, it comes again", e);
      }
    }
  }

  private void drain(Tap tap) {
    synchronized (tap) {
      List<Delivery> deliveries = new ArrayList<>();
      tap.drain(deliveries);
      int ignored = accept(tap, deliveries);
    }
  }

  /** First the store, then the acknowledgement: a crash between them only brings it again. */
  private int accept(Tap tap, List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return 0;
    }
    int ready;
    try {
      ready = arrivals.accept(deliveries);
    } catch (RuntimeException e) {
      tap.reset();
      throw e;
    }
    tap.acknowledge(deliveries);
    return ready;
  }

  private Tap take() {
    Tap tap = free.pollFirst();
    return tap == null ? new Tap(link, topology, config) : tap;
  }
}
