package io.tasks4j.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.tasks4j.worker.Worker;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The gauges of the workers' slots. They are there while their {@link TaskMetrics} are open, and so
 * show to a second one what it cannot share.
 */
final class SlotGauges implements AutoCloseable {
  private final MeterRegistry registry;
  private final List<Meter> meters;

  private SlotGauges(MeterRegistry registry, List<Meter> meters) {
    this.registry = registry;
    this.meters = meters;
  }

  /** Adds them; throws {@link IllegalStateException} when those of another store are in the way. */
  static SlotGauges bind(MeterRegistry registry, Collection<Worker> workers, Tags tags) {
    // Two that are bound at once must see each other.
    synchronized (registry) {
      // What a filter of the registry makes of a name and of tags shows in the meter alone.
      Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
      before.addAll(registry.getMeters());
      Meter used =
          gauge(MeterNames.WORKER_SLOTS_USED, workers, Worker::running)
              .description("Tasks that run")
              .tags(tags)
              .register(registry);
      if (before.contains(used)) {
        throw new IllegalStateException(
            "this registry has metrics of another store with the tags "
                + tags.stream().toList()
                + ", and one of the two would not show; give each a tag by MetricsConfig.tags,"
                + " such as store=orders, or close the other before");
      }
      Set<String> names = names(used);
      for (Meter other : before) {
        if (other.getId().getName().equals(used.getId().getName()) && !names(other).equals(names)) {
          registry.remove(used);
          throw new IllegalStateException(
              "this registry has metrics of another store, whose tags are "
                  + names(other)
                  + " and not "
                  + names
                  + ", and some registries drop one of the two; give both the same names of tags by"
                  + " MetricsConfig.tags");
        }
      }
      Meter most =
          gauge(MeterNames.WORKER_SLOTS_MAX, workers, worker -> worker.config().concurrency())
              .description("Tasks that may run at once")
              .tags(tags)
              .register(registry);
      return new SlotGauges(registry, List.of(used, most));
    }
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }

  private static Gauge.Builder<?> gauge(
      String name, Collection<Worker> workers, ToDoubleFunction<Worker> value) {
    return Gauge.builder(name, workers, all -> all.stream().mapToDouble(value).sum())
        .strongReference(true);
  }

  private static Set<String> names(Meter meter) {
    return meter.getId().getTags().stream()
        .map(Tag::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
