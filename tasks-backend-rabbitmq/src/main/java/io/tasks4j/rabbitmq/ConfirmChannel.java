package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel with what was sent over it and not yet confirmed. A new channel counts from 1 again, so
 * each has its own. Published to by one thread at a time.
 */
final class ConfirmChannel {
  private final Channel channel;
  private final Semaphore window;
  private final ConcurrentNavigableMap<Long, Sent> unconfirmed = new ConcurrentSkipListMap<>();

  private record Sent(PublishBatch batch, int index, String id) {}

  ConfirmChannel(Connection connection, int maxUnconfirmed) throws IOException {
    Channel opened = connection.createChannel();
    if (opened == null) {
      throw new IOException("the connection has no channel left");
    }
    channel = opened;
    window = new Semaphore(maxUnconfirmed);
    channel.confirmSelect();
    channel.addConfirmListener(
        (number, multiple) -> decide(number, multiple, PublishBatch.Fate.CONFIRMED),
        (number, multiple) -> decide(number, multiple, PublishBatch.Fate.LOST));
    channel.addReturnListener(returned -> unroutable(returned.getProperties().getMessageId()));
    channel.addShutdownListener(cause -> decide(Long.MAX_VALUE, true, PublishBatch.Fate.LOST));
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Takes room in the window, if there is some. */
  boolean hasRoom() {
    return window.tryAcquire();
  }

  /** Waits for room in the window and takes it; false when there is none by {@code deadline}. */
  boolean awaitRoom(long deadline) throws InterruptedException {
    return window.tryAcquire(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
  }

  /** Sends one; comes after room was taken. One that cannot be sent is lost. */
  void send(PublishBatch batch, int index, String exchange, OutgoingMessage message) {
    String id = message.properties().getMessageId();
    long number = channel.getNextPublishSeqNo();
    unconfirmed.put(number, new Sent(batch, index, id));
    try {
      channel.basicPublish(exchange, message.key(), true, message.properties(), message.body());
    } catch (IOException | AlreadyClosedException e) {
      decide(unconfirmed.remove(number), PublishBatch.Fate.LOST);
    }
    if (!channel.isOpen()) {
      // The listener may have looked before this one was there.
      decide(Long.MAX_VALUE, true, PublishBatch.Fate.LOST);
    }
  }

  private void decide(long number, boolean multiple, PublishBatch.Fate fate) {
    if (!multiple) {
      decide(unconfirmed.remove(number), fate);
      return;
    }
    for (Map.Entry<Long, Sent> first; (first = unconfirmed.firstEntry()) != null; ) {
      if (first.getKey() > number) {
        return;
      }
      decide(unconfirmed.remove(first.getKey()), fate);
    }
  }

  private void decide(@Nullable Sent sent, PublishBatch.Fate fate) {
    if (sent != null) {
      window.release();
      sent.batch.decide(sent.index, fate);
    }
  }

  /** A return comes before the confirm of the same message, which then changes nothing. */
  private void unroutable(String id) {
    for (Sent sent : unconfirmed.values()) {
      if (sent.id.equals(id)) {
        sent.batch.decide(sent.index, PublishBatch.Fate.UNROUTABLE);
      }
    }
  }
}
