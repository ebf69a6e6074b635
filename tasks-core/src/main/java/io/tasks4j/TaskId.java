package io.tasks4j;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Identity of one task, from the producer to the result; text form is a lower-case UUID.
 *
 * <p>{@link #next} gives time-ordered UUIDs, {@link #derived} gives the same id for the same cause.
 * An id is unique, and no secret: it can be guessed.
 */
public record TaskId(UUID value) implements Comparable<TaskId> {
  private static final AtomicLong LAST = new AtomicLong();

  public TaskId {
    Objects.requireNonNull(value, "value");
  }

  /** A new id of the current time; see {@link #next(InstantSource)}. */
  public static TaskId next() {
    return next(InstantSource.system());
  }

  /**
   * A new UUID version 7 (RFC 9562, section 5.7): sorts after every id this JVM made before.
   *
   * <p>The 12 bits after the version hold a counter (section 6.2, method 1), so ids of one
   * millisecond keep their order; when the clock steps back the counter goes on from the last id.
   */
  public static TaskId next(InstantSource clock) {
    long now = clock.millis() << 12;
    long stamp = LAST.updateAndGet(last -> Math.max(last + 1, now));
    long high = (stamp >>> 12) << 16 | 0x7000L | (stamp & 0xFFFL);
    long low = (ThreadLocalRandom.current().nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new TaskId(new UUID(high, low));
  }

  /**
   * The id of what {@code cause} brings about under {@code role}: equal for equal arguments.
   *
   * <p>A UUID version 8 whose low half is over SHA-256, so that a continuation enqueued twice is
   * stored once. The high half is the cause's: what belongs together is close together in an index.
   */
  public static TaskId derived(TaskId cause, String role) {
    TaskId hash = derived(cause + "/" + role);
    long high = (cause.value.getMostSignificantBits() & ~0xF000L) | 0x8000L;
    return new TaskId(new UUID(high, hash.value.getLeastSignificantBits()));
  }

  /** The id that stands for {@code name}: equal for equal names. */
  public static TaskId derived(String name) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = high << 8 | (hash[i] & 0xFF);
      low = low << 8 | (hash[i + 8] & 0xFF);
    }
    high = (high & ~0xF000L) | 0x8000L;
    low = (low >>> 2) | 0x8000_0000_0000_0000L;
    return new TaskId(new UUID(high, low));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when {@code text} is no UUID
   */
  public static TaskId parse(String text) {
    try {
      return new TaskId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a task id is a UUID, but this is '" + text + "'", e);
    }
  }

  @Override
  public int compareTo(TaskId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
