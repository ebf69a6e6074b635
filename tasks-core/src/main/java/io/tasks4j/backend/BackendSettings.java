package io.tasks4j.backend;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Settings that all stores share. Immutable.
 *
 * @param clock judges leases, due times and expiry; the system's unless a test brings its own
 * @param retention how long ended tasks are kept
 * @param maxDeliveries lost deliveries after which a task is a dead letter, 1 or more; default 3
 * @param ageing how long a task waits to be treated as one priority higher; empty (the default)
 *     means that priorities are strict
 */
public record BackendSettings(
    InstantSource clock, Retention retention, int maxDeliveries, Optional<Duration> ageing) {
  public BackendSettings {
    if (maxDeliveries < 1) {
      throw new IllegalArgumentException(
          "maxDeliveries must be 1 or more, but is " + maxDeliveries);
    }
    ageing.ifPresent(step -> Durations.positive("ageing", step));
  }

  /** The defaults. */
  public static BackendSettings defaults() {
    return new BackendSettings(InstantSource.system(), Retention.DEFAULT, 3, Optional.empty());
  }

  /** Reads {@code finishedAge finishedCount deadAge deadCount maxDeliveries ageing}. */
  public static BackendSettings from(BackendUri uri) {
    BackendSettings d = defaults();
    Retention r = d.retention;
    return new BackendSettings(
        d.clock,
        new Retention(
            uri.duration("finishedAge", r.finishedAge()),
            uri.integer("finishedCount", r.finishedCount()),
            uri.duration("deadAge", r.deadAge()),
            uri.integer("deadCount", r.deadCount())),
        uri.integer("maxDeliveries", d.maxDeliveries),
        uri.text("ageing").map(text -> Durations.parse("ageing", text)));
  }

  /** Whether a task lost {@code losses} times is on its last delivery. */
  public boolean isLastDelivery(int losses) {
    return losses > 0 && losses >= maxDeliveries - 1;
  }

  /** The same with another clock. */
  public BackendSettings clock(InstantSource source) {
    return new BackendSettings(source, retention, maxDeliveries, ageing);
  }

  /** The same with another retention. */
  public BackendSettings retention(Retention kept) {
    return new BackendSettings(clock, kept, maxDeliveries, ageing);
  }

  /** The same with another number of lost deliveries. */
  public BackendSettings maxDeliveries(int count) {
    return new BackendSettings(clock, retention, count, ageing);
  }

  /** The same with ageing. */
  public BackendSettings ageing(Duration step) {
    return new BackendSettings(clock, retention, maxDeliveries, Optional.of(step));
  }
}
