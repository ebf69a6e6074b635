package io.tasks4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all rounds measured. */
final class Rounds {
  /** The median of some values, and the least and greatest of them. */
  record Spread(double median, double least, double greatest) {
    static Spread of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      return new Spread(median, sorted[0], sorted[n - 1]);
    }
  }

  final String store;
  final int tasks;
  private final Map<String, List<Map<Metric, Double>>> figures = new LinkedHashMap<>();

  Rounds(String store, int tasks) {
    this.store = store;
    this.tasks = tasks;
  }

  void add(String name, Map<Metric, Double> turn) {
    figures.computeIfAbsent(name, key -> new ArrayList<>()).add(turn);
  }

  /** A contender's figure over all rounds, if it has it in each. */
  Optional<Spread> figure(String name, Metric metric) {
    return values(name, metric).map(Spread::of);
  }

  /** The first contender's figure to another's, in pairs of one round. */
  Optional<Spread> ratio(String name, String other, Metric metric) {
    Optional<double[]> a = values(name, metric);
    Optional<double[]> b = values(other, metric);
    if (a.isEmpty() || b.isEmpty() || a.get().length != b.get().length) {
      return Optional.empty();
    }
    double[] ratios = new double[a.get().length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = a.get()[i] / b.get()[i];
    }
    return Optional.of(Spread.of(ratios));
  }

  private Optional<double[]> values(String name, Metric metric) {
    List<Map<Metric, Double>> turns = figures.getOrDefault(name, List.of());
    double[] values =
        turns.stream()
            .filter(turn -> turn.containsKey(metric))
            .mapToDouble(turn -> turn.get(metric))
            .toArray();
    return values.length > 0 && values.length == turns.size()
        ? Optional.of(values)
        : Optional.empty();
  }
}
