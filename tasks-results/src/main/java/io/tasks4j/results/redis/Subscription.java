package io.tasks4j.results.redis;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.results.internal.Wakeups;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears of stored results, on one connection and one daemon thread, while anybody waits. All
 * results of the namespace are heard of, 36 bytes each; so ten seconds after the last wait it ends.
 */
final class Subscription {
  private static final long IDLE = TimeUnit.SECONDS.toNanos(10);
  private static final long FIRST_REST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(2);

  private final RedisLink link;
  private final String channel;
  private final Wakeups wakeups;
  private @Nullable Thread thread;
  private @Nullable Listener listener;
  private volatile boolean up;
  private volatile long usedAt;

  Subscription(RedisLink link, String channel, Wakeups wakeups) {
    this.link = link;
    this.channel = channel;
    this.wakeups = wakeups;
  }

  /** Whether messages come in; starts to subscribe if need be. */
  boolean isUp() {
    usedAt = System.nanoTime();
    if (!up) {
      start();
    }
    return up;
  }

  synchronized void close() {
    if (listener != null) {
      listener.end();
    }
  }

  private synchronized void start() {
    if (thread == null && !link.isClosed()) {
      thread = new Thread(this::run, "tasks4j-results");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    long rest = FIRST_REST;
    try {
      while (!isOver()) {
        Listener next = new Listener();
        synchronized (this) {
          listener = next;
        }
        try {
          link.call(
              client -> {
                client.subscribe(next, channel);
                return true;
              });
        } catch (BackendException e) {
          // Waiters look by themselves meanwhile, and tell their callers.
        } finally {
          up = false;
        }
        rest = next.heard ? FIRST_REST : Math.min(LONGEST_REST, rest * 2);
        if (!isOver()) {
          LockSupport.parkNanos(
              this, rest / 2 + ThreadLocalRandom.current().nextLong(rest / 2 + 1));
        }
      }
    } finally {
      synchronized (this) {
        thread = null;
      }
    }
  }

  private boolean isOver() {
    return link.isClosed() || (wakeups.isEmpty() && System.nanoTime() - usedAt > IDLE);
  }

  private final class Listener extends JedisPubSub {
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean heard;

    /**
     * Ends the subscription, if it has begun: else it ends as soon as it does. Once and no more:
     * the connection goes back to the pool with the first answer, and a second one would be read
     * there as the answer to somebody's command.
     */
    void end() {
      if (heard && ended.compareAndSet(false, true)) {
        up = false;
        try {
          unsubscribe();
        } catch (JedisException e) {
          // The link is broken, so the subscription ends by itself.
        }
      }
    }

    @Override
    public void onSubscribe(String name, int count) {
      heard = true;
      up = true;
      // What was stored before this was not heard of.
      wakeups.raiseAll();
      endIfOver();
    }

    @Override
    public void onMessage(String name, String message) {
      try {
        wakeups.raise(TaskId.parse(message));
      } catch (IllegalArgumentException e) {
        // Somebody else's message on our channel; whoever waits looks by itself.
      }
      endIfOver();
    }

    private void endIfOver() {
      if (isOver()) {
        end();
      }
    }
  }
}
