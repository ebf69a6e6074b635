package io.tasks4j.micrometer;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.tasks4j.internal.Durations;
import java.time.Duration;

/**
 * How {@link TaskMetrics} measure. Immutable: each setter gives a changed copy.
 *
 * @param sampleEvery how long after one look at the store the next is taken, however often the
 *     metrics are read; more than zero, default 5 s
 * @param queues whether the store is looked at, for what its queues hold; default true. Where many
 *     processes work on one store, one or two that look are enough
 * @param tags on every metric, besides its own; default none
 */
public record MetricsConfig(Duration sampleEvery, boolean queues, Tags tags) {
  public MetricsConfig {
    Durations.positive("sampleEvery", sampleEvery);
  }

  /** The defaults. */
  public static MetricsConfig create() {
    return new MetricsConfig(Duration.ofSeconds(5), true, Tags.empty());
  }

  /** The same with another time between two looks at the store. */
  public MetricsConfig sampleEvery(Duration time) {
    return new MetricsConfig(time, queues, tags);
  }

  /** The same without a look at the store: of workers alone. */
  public MetricsConfig workersOnly() {
    return new MetricsConfig(sampleEvery, false, tags);
  }

  /** The same with further tags. */
  public MetricsConfig tags(Iterable<Tag> more) {
    return new MetricsConfig(sampleEvery, queues, tags.and(more));
  }
}
