package io.tasks4j.rabbitmq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What becomes of the messages that one call publishes. Thread-safe. */
final class PublishBatch {
  /** What became of a message. */
  enum Fate {
    /** Not known yet, or never. */
    OPEN,
    /** The broker has it. */
    CONFIRMED,
    /** The broker has no queue for it. */
    UNROUTABLE,
    /** Not taken; to be sent again. */
    LOST
  }

  private final Fate[] fates;
  private int open;
  private boolean sent;

  PublishBatch(int size) {
    fates = new Fate[size];
    Arrays.fill(fates, Fate.OPEN);
    open = size;
  }

  /** From now on the broker may have some of it, whatever becomes known. */
  synchronized void markSent() {
    sent = true;
  }

  synchronized boolean isSent() {
    return sent;
  }

  synchronized void decide(int index, Fate fate) {
    if (fates[index] == Fate.OPEN) {
      fates[index] = fate;
      if (--open == 0) {
        notifyAll();
      }
    }
  }

  /** Waits until all is known, at most until {@code deadline}, by the nano clock. */
  synchronized void await(long deadline) throws InterruptedException {
    for (long left; open > 0 && (left = deadline - System.nanoTime()) > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Those to be sent again, which are open once more. */
  synchronized List<Integer> takeLost() {
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < fates.length; i++) {
      if (fates[i] == Fate.LOST) {
        fates[i] = Fate.OPEN;
        open++;
        lost.add(i);
      }
    }
    return lost;
  }

  synchronized boolean isOpen() {
    return open > 0;
  }

  synchronized List<Fate> fates() {
    return List.of(fates);
  }
}
