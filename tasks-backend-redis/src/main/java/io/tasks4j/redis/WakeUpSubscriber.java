package io.tasks4j.redis;

import io.tasks4j.internal.Backoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens, on a connection of its own, for what scripts publish, and wakes whoever waits for it.
 * Thread-safe.
 *
 * <p>One daemon thread, there only while somebody waits. Whoever waits also sends a ping now and
 * then; when nothing comes back for {@link #SILENCE_MILLIS}, the connection is dead and a new one
 * is made. Each time it has subscribed all waiters look again, for what was published in between.
 */
final class WakeUpSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUpSubscriber.class);
  private static final int SILENCE_MILLIS = 6_000;
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Supplier<Connection> connections;
  private final String channel;
  private final WaitingCalls wakeups;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong lastPing = new AtomicLong(System.nanoTime());
  private volatile @Nullable Listener listener;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  WakeUpSubscriber(Supplier<Connection> connections, String channel, WaitingCalls wakeups) {
    this.connections = connections;
    this.channel = channel;
    this.wakeups = wakeups;
  }

  /**
   * Makes sure that whoever waits will be woken; comes before each wait, with the waiter entered.
   *
   * @return how long to wait at most: short while there is no connection
   */
  long listen() {
    if (!closed && running.compareAndSet(false, true)) {
      Thread thread = new Thread(this::run, "tasks4j-redis-wakeups");
      thread.setDaemon(true);
      thread.start();
    }
    Listener current = listener;
    if (current == null) {
      return POLL_NANOS;
    }
    ping(current);
    return PING_NANOS;
  }

  /** How long a wait of many turns may last before its caller looks at the store in any case. */
  static long longestNanos() {
    return LONGEST_NANOS;
  }

  boolean isListening() {
    return listener != null;
  }

  @Override
  public void close() {
    closed = true;
    cut();
  }

  private void ping(Listener current) {
    long last = lastPing.get();
    long now = System.nanoTime();
    if (now - last >= PING_NANOS && lastPing.compareAndSet(last, now)) {
      try {
        current.ping();
      } catch (JedisException e) {
        LOG.debug("the ping of the subscription failed", e);
      }
    }
  }

  private void run() {
    try {
      Backoff backoff = endless();
      while (!closed && !wakeups.isEmpty()) {
        try {
          subscribe();
          backoff = endless();
        } catch (JedisException | IllegalStateException e) {
          LOG.debug("no subscription to {}", channel, e);
        }
        listener = null;
        boolean ignored = !closed && backoff.pause();
      }
    } finally {
      listener = null;
      running.set(false);
    }
    // Whoever came at the last moment looks again, and starts the next thread.
    wakeups.wakeAll();
  }

  private void subscribe() {
    try (Connection own = connections.get()) {
      connection = own;
      if (closed) {
        return;
      }
      try {
        new Listener(own).proceed(own, channel);
      } finally {
        connection = null;
        // Never back into the pool: it may be in the middle of an answer, and still subscribed.
        own.setBroken();
      }
    }
  }

  private void cut() {
    Connection current = connection;
    if (current != null) {
      try {
        current.forceDisconnect();
      } catch (java.io.IOException | JedisException e) {
        LOG.debug("closing the subscription", e);
      }
    }
  }

  private final class Listener extends JedisPubSub {
    private final Connection own;

    Listener(Connection own) {
      this.own = own;
    }

    @Override
    public void onSubscribe(String topic, int count) {
      // Subscribing has made it endless.
      own.setSoTimeout(SILENCE_MILLIS);
      listener = this;
      wakeups.wakeAll();
    }

    @Override
    public void onMessage(String topic, String message) {
      wakeups.wake(message);
    }

    @Override
    public void onPong(String pattern) {
      if (closed || wakeups.isEmpty()) {
        unsubscribe();
      }
    }
  }

  private static Backoff endless() {
    return new Backoff(Duration.ofDays(1), CommandSender.FIRST_PAUSE, CommandSender.LONGEST_PAUSE);
  }
}
