package io.tasks4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Two builds of Tasks4J beside one another: each figure from the programs of either, in new JVMs,
 * in turns within a round, of which every second begins with the new one. Nothing is left out.
 *
 * <p>Arguments: the class path of the old build and that of the new one, rounds (default {@value
 * #ROUNDS}), and the figures (default all), by name or by how names begin. Ends with 1 when a
 * figure of the new build is too low by {@link Ratios}, with 2 when it was not to be had.
 */
public final class Beside {
  private static final int ROUNDS = 10;

  private final List<String> classPaths;
  private final List<Figure> figures;
  private final Map<Figure, List<Double>> ratios = new LinkedHashMap<>();

  private Beside(List<String> classPaths, List<Figure> figures) {
    this.classPaths = classPaths;
    this.figures = figures;
  }

  public static void main(String[] args) {
    int status = 2;
    try (Figures all = new Figures()) {
      boolean counted = args.length > 2 && args[2].matches("[1-9]\\d{0,3}");
      int rounds = counted ? Integer.parseInt(args[2]) : ROUNDS;
      List<String> chosen = Arrays.asList(args).subList(counted ? 3 : 2, args.length);
      Beside beside = new Beside(List.of(args[0], args[1]), choose(all.all(), chosen));
      for (int round = 0; round < rounds; round++) {
        beside.round(round, rounds);
      }
      status = beside.report(rounds) ? 0 : 1;
    } catch (Exception e) {
      System.err.println(e instanceof IllegalArgumentException ? e.getMessage() : e);
    }
    System.exit(status);
  }

  static List<Figure> choose(List<Figure> all, List<String> chosen) {
    for (String name : chosen) {
      if (all.stream().noneMatch(figure -> figure.isMeantBy(name))) {
        throw new IllegalArgumentException(
            "no figure '%s'; there are %s"
                .formatted(name, new TreeSet<>(all.stream().map(Figure::name).toList())));
      }
    }
    return all.stream()
        .filter(figure -> chosen.isEmpty() || chosen.stream().anyMatch(figure::isMeantBy))
        .toList();
  }

  private void round(int round, int rounds) throws Exception {
    Map<Program, List<Figure>> programs = new LinkedHashMap<>();
    for (Figure figure : figures) {
      programs.computeIfAbsent(figure.program(), key -> new ArrayList<>()).add(figure);
    }
    int first = round % 2;
    for (Map.Entry<Program, List<Figure>> each : programs.entrySet()) {
      System.err.printf("round %d of %d, %s%n", round + 1, rounds, each.getKey());
      String[] printed = new String[2];
      for (int side : List.of(first, 1 - first)) {
        printed[side] = each.getKey().run(classPaths.get(side));
      }
      for (Figure figure : each.getValue()) {
        double old = figure.in(printed[0]);
        double now = figure.in(printed[1]);
        System.err.printf("  %-28s %14.2f %14.2f%n", figure.name(), old, now);
        ratios.computeIfAbsent(figure, key -> new ArrayList<>()).add(figure.ratio(old, now));
      }
    }
  }

  /** False when a figure is too low. */
  private boolean report(int rounds) {
    System.out.printf(
        "new / old, %d rounds: more is better, also of times and bytes, where it is old / new.%n"
            + "The interval of the median is that of the sign test, 95 %% or more.%n%n"
            + "%-28s %8s %20s%n",
        rounds, "", "median", "interval");
    boolean well = true;
    for (Figure figure : figures) {
      Ratios r =
          Ratios.of(
              ratios.getOrDefault(figure, List.of()).stream()
                  .mapToDouble(ratio -> ratio)
                  .toArray());
      System.out.printf(
          "%-28s %8.3f %20s%s%n",
          figure.name(),
          r.median(),
          r.interval().map(i -> "%.3f to %.3f".formatted(i.from(), i.to())).orElse("-"),
          r.areTooLow() ? "  TOO LOW" : "");
      well &= !r.areTooLow();
    }
    System.out.printf(
        "%n%s: no interval wholly below %.2f, and no median below %.2f, are wanted%n",
        well ? "as fast as before" : "SLOWER THAN BEFORE",
        Ratios.INTERVAL_FLOOR,
        Ratios.MEDIAN_FLOOR);
    return well;
  }
}
