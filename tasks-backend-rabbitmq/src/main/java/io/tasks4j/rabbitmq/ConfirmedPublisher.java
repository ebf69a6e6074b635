package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and waits until the broker has confirmed; what a broken channel leaves in doubt is sent
 * again, so a message may be there twice. Thread-safe.
 */
final class ConfirmedPublisher {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final BrokerConnection broker;
  private final RabbitMqConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ConfirmChannel channel;

  /** When the present write began, by the nano clock; 0 while there is none. */
  private volatile long writingSince;

  ConfirmedPublisher(BrokerConnection broker, RabbitMqConfig config) {
    this.broker = broker;
    this.config = config;
  }

  /**
   * Publishes, and waits at most the confirm timeout. An interrupt is put off until then, as it
   * must not leave a message in doubt.
   *
   * @return what became of each; OPEN when that is not known
   * @throws BackendException when the broker is away or refuses before anything was sent
   */
  List<PublishBatch.Fate> publish(List<OutgoingMessage> messages) {
    long deadline = System.nanoTime() + config.confirmTimeout().toNanos();
    PublishBatch batch = new PublishBatch(messages.size());
    Deque<Integer> unsent = new ArrayDeque<>();
    IntStream.range(0, messages.size()).forEach(unsent::add);
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          send(messages, unsent, batch, deadline);
          if (unsent.isEmpty()) {
            batch.await(deadline);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          continue;
        }
        unsent.addAll(batch.takeLost());
        if (unsent.isEmpty() || System.nanoTime() >= deadline || broker.isClosed()) {
          return batch.fates();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the connection when a write has hung for too long, as nothing else ends the write. */
  void cutWhenHanging() {
    long since = writingSince;
    if (since != 0 && System.nanoTime() - since > config.confirmTimeout().toNanos()) {
      broker.cut();
    }
  }

  /** Sends what it can, which is unsent no longer. */
  private void send(
      List<OutgoingMessage> messages, Deque<Integer> unsent, PublishBatch batch, long deadline)
      throws InterruptedException {
    if (!lock.tryLock(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      ConfirmChannel open = open();
      writingSince = System.nanoTime();
      broker.hold(true);
      while (!unsent.isEmpty()) {
        if (!open.hasRoom()) {
          broker.hold(false);
          if (!open.awaitRoom(deadline)) {
            break;
          }
          broker.hold(true);
        }
        batch.markSent();
        int index = unsent.remove();
        open.send(batch, index, config.exchange(), messages.get(index));
      }
    } catch (BackendException e) {
      boolean passes = e instanceof BackendUnavailableException && System.nanoTime() < deadline;
      if (!passes && !batch.isSent()) {
        throw e;
      }
    } catch (IOException | AlreadyClosedException e) {
      // The channel's listener has taken note of what was sent; the next turn opens another.
    } finally {
      release();
      writingSince = 0;
      lock.unlock();
    }
  }

  /** What was held back goes out; when it cannot, the connection is broken and says so. */
  private void release() {
    try {
      broker.hold(false);
    } catch (IOException e) {
      broker.cut();
    }
  }

  private ConfirmChannel open() throws IOException {
    broker.checkNotBlocked();
    if (channel == null || !channel.isOpen()) {
      channel = new ConfirmChannel(broker.connection(), config.maxUnconfirmed());
    }
    return channel;
  }
}
