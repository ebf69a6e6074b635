package io.tasks4j.benchmarks.compare;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** One contender's turn on an empty store: everything that is measured, once. */
final class Turn {
  private final Child child;
  private final Store store;
  private final int tasks;
  private final int pickUps;
  private final Map<Metric, Double> figures = new EnumMap<>(Metric.class);

  Turn(Child child, Store store, int tasks, int pickUps) {
    this.child = child;
    this.store = store;
    this.tasks = tasks;
    this.pickUps = pickUps;
  }

  Map<Metric, Double> run(UnaryOperator<String> address) throws Exception {
    child.ask("open " + address.apply(store.fresh()));
    double client = cpu();
    Optional<Double> server = store.cpu();
    rate(Metric.ENQUEUE_1, "enqueue ", "");
    rate(Metric.DRAIN_1, "drain ", " 1 0");
    figures.put(Metric.CLIENT_CPU, (cpu() - client) / tasks / 1e3);
    if (server.isPresent()) {
      figures.put(Metric.SERVER_CPU, (store.cpu().orElseThrow() - server.get()) / tasks / 1e3);
    }
    rate(Metric.ENQUEUE_8, "enqueue8 ", "");
    rate(Metric.DRAIN_10, "drain ", " 10 0");
    OptionalLong before = store.bytes();
    fill();
    if (before.isPresent()) {
      long more = store.bytes().orElseThrow() - before.getAsLong();
      figures.put(Metric.BYTES, more / (double) tasks);
    }
    rate(Metric.DRAIN_100, "drain ", " 100 0");
    pickUp();
    fill();
    rate(Metric.DRAIN_10_BUSY, "drain ", " 10 1");
    child.ask("close");
    return figures;
  }

  /** In batches, or one by one where there are none. */
  private void fill() throws IOException {
    if (!rate(Metric.ENQUEUE_BATCH, "batch ", "")) {
      child.ask("enqueue " + tasks);
    }
  }

  private boolean rate(Metric metric, String command, String rest) throws IOException {
    Optional<double[]> nanos = child.ask(command + tasks + rest);
    nanos.ifPresent(n -> figures.put(metric, tasks * 1e9 / n[0]));
    return nanos.isPresent();
  }

  private void pickUp() throws IOException {
    // What a contender could not drain must not be picked up instead.
    if (!figures.containsKey(Metric.DRAIN_100)) {
      return;
    }
    Optional<double[]> micros = child.ask("pickup " + pickUps);
    if (micros.isPresent()) {
      double[] sorted = micros.get();
      Arrays.sort(sorted);
      figures.put(Metric.PICK_UP_MEDIAN, sorted[sorted.length / 2] / 1e3);
      figures.put(Metric.PICK_UP_P99, sorted[(int) (sorted.length * 0.99)] / 1e3);
    }
  }

  private double cpu() throws IOException {
    return child.ask("cpu").orElseThrow()[0];
  }
}
