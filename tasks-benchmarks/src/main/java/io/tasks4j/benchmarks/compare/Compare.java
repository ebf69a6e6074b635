package io.tasks4j.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same work by Tasks4J, by a raw loop and by other libraries, in turns within one run.
 *
 * <p>Arguments: {@code sqlite}, {@code redis} or {@code rabbitmq}, tasks per measurement (default
 * 20000), rounds that count (default 5), and the folder to write to (default {@code target/bench}).
 * Each contender is a process that lives through all rounds; the first round, for warming up, does
 * not count; each round begins with another contender. A ratio is made of two figures of one round.
 */
public final class Compare {
  private static final int PICK_UPS = 100;

  private Compare() {}

  public static void main(String[] args) throws Exception {
    String what = args[0];
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    Path folder = Path.of(args.length > 3 ? args[3] : "target/bench");
    List<Entrant> entrants = Entrant.of(what);
    Rounds figures = new Rounds(what, tasks);
    try (Store store = store(what)) {
      Map<Entrant, Child> children = new LinkedHashMap<>();
      try {
        for (Entrant entrant : entrants) {
          children.put(entrant, new Child(entrant.name(), entrant.command()));
        }
        for (int round = 0; round <= rounds; round++) {
          List<Entrant> order = new ArrayList<>(children.keySet());
          Collections.rotate(order, round);
          for (Entrant entrant : order) {
            turn(figures, round, entrant, children, store, tasks);
          }
        }
      } finally {
        for (Child child : children.values()) {
          child.close();
        }
      }
    }
    new Report(figures, entrants, folder).write();
  }

  private static Store store(String what) throws IOException {
    return switch (what) {
      case "sqlite" -> new Store.Sqlite();
      case "redis" -> new Store.Redis();
      default -> new RabbitMqStore();
    };
  }

  private static void turn(
      Rounds figures,
      int round,
      Entrant entrant,
      Map<Entrant, Child> children,
      Store store,
      int tasks)
      throws Exception {
    Child child = children.get(entrant);
    if (child == null) {
      return;
    }
    // A multiple of the batch, and of the eight threads.
    int own = Math.max(800, (int) (tasks * entrant.share()) / 800 * 800);
    System.err.printf(Locale.ROOT, "round %d, %s, %d tasks%n", round, entrant.name(), own);
    try {
      Map<Metric, Double> turn = new Turn(child, store, own, PICK_UPS).run(entrant.address());
      if (round > 0) {
        figures.add(entrant.name(), turn);
      }
    } catch (IOException e) {
      System.err.println("left out from here on: " + e.getMessage());
      children.remove(entrant).close();
    }
  }
}
