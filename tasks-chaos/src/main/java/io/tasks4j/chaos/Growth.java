package io.tasks4j.chaos;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Whether something grew: by the line of least squares through the later half of its samples, whose
 * first half is the time in which caches fill and retention begins.
 */
final class Growth {
  /** Of the mean of that half; less is noise. */
  private static final double MOST = 0.10;

  private Growth() {}

  /** How much the line rises over the later half. */
  static double rise(double[] samples) {
    int from = samples.length / 2;
    int n = samples.length - from;
    double meanX = (n - 1) / 2.0;
    double meanY = mean(samples);
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < n; i++) {
      xy += (i - meanX) * (samples[from + i] - meanY);
      xx += (i - meanX) * (i - meanX);
    }
    return xx == 0 ? 0 : xy / xx * (n - 1);
  }

  /** Whether that is more than noise, and more than {@code floor}. */
  static boolean grows(double[] samples, double floor) {
    double rise = rise(samples);
    return rise > floor && rise > MOST * mean(samples);
  }

  /** Prints what became of each gauge; false when one grew. */
  static boolean print(List<Gauges.Gauge> gauges, List<double[]> samples, PrintStream out) {
    boolean flat = true;
    out.printf(Locale.ROOT, "%n%-12s %10s %10s %10s%n", "", "mean", "rise", "");
    for (int g = 0; g < gauges.size(); g++) {
      int at = g;
      double[] values = samples.stream().mapToDouble(s -> s[at]).toArray();
      boolean grows = grows(values, gauges.get(g).floor());
      flat &= !grows;
      out.printf(
          Locale.ROOT,
          "%-12s %10.2f %10.2f %10s%n",
          gauges.get(g).name(),
          mean(values),
          rise(values),
          grows ? "GROWS" : "flat");
    }
    out.println(flat ? "NOTHING GREW" : "SOMETHING GREW");
    return flat;
  }

  static String head(List<Gauges.Gauge> gauges) {
    StringBuilder line = new StringBuilder();
    gauges.forEach(g -> line.append(String.format(Locale.ROOT, "%12s", g.name())));
    return line.toString();
  }

  static String row(double[] values) {
    StringBuilder line = new StringBuilder();
    for (double value : values) {
      line.append(String.format(Locale.ROOT, "%12.1f", value));
    }
    return line.toString();
  }

  private static double mean(double[] samples) {
    double sum = 0;
    for (int i = samples.length / 2; i < samples.length; i++) {
      sum += samples[i];
    }
    return sum / (samples.length - samples.length / 2);
  }
}
