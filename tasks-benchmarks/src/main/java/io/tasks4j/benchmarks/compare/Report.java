package io.tasks4j.benchmarks.compare;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Tables to the terminal, all figures to a JSON file, and a chart for each metric. */
final class Report {
  private final Rounds rounds;
  private final List<Entrant> entrants;
  private final Path folder;

  Report(Rounds rounds, List<Entrant> entrants, Path folder) {
    this.rounds = rounds;
    this.entrants = entrants;
    this.folder = folder;
  }

  void write() throws IOException {
    Files.createDirectories(folder);
    table();
    Map<String, Object> json = json();
    Files.writeString(
        folder.resolve(rounds.store + ".json"),
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json));
    for (Metric metric : Metric.values()) {
      chart(metric);
    }
    System.out.printf(Locale.ROOT, "%nall figures and charts: %s%n", folder);
  }

  private void table() {
    String ours = entrants.get(0).name();
    System.out.printf(
        Locale.ROOT,
        "%n%s, %d tasks of 200 bytes, median of all rounds [least–greatest]; ratio: %s to it,"
            + " median of pairs%n",
        rounds.store,
        rounds.tasks,
        ours);
    for (Entrant entrant : entrants) {
      System.out.printf(Locale.ROOT, "  %s: %s%n", entrant.name(), entrant.configured());
    }
    for (Metric metric : Metric.values()) {
      boolean titled = false;
      for (Entrant entrant : entrants) {
        Optional<Rounds.Spread> figure = rounds.figure(entrant.name(), metric);
        if (figure.isEmpty()) {
          continue;
        }
        if (!titled) {
          System.out.printf(Locale.ROOT, "%n%s%n", metric.title);
          titled = true;
        }
        Rounds.Spread f = figure.get();
        System.out.printf(
            Locale.ROOT,
            "  %-14s %12s  [%s–%s]%s%n",
            entrant.name(),
            number(f.median()),
            number(f.least()),
            number(f.greatest()),
            entrant.name().equals(ours) ? "" : ratio(ours, entrant.name(), metric));
      }
    }
  }

  private String ratio(String ours, String other, Metric metric) {
    return rounds
        .ratio(ours, other, metric)
        .map(
            r ->
                String.format(
                    Locale.ROOT, "   × %.2f [%.2f–%.2f]", r.median(), r.least(), r.greatest()))
        .orElse("");
  }

  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("store", rounds.store);
    json.put("tasks", rounds.tasks);
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("java", System.getProperty("java.version"));
    json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    String ours = entrants.get(0).name();
    Map<String, Object> contenders = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      Map<String, Object> figures = new LinkedHashMap<>();
      for (Metric metric : Metric.values()) {
        rounds
            .figure(entrant.name(), metric)
            .ifPresent(
                f -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("median", f.median());
                  one.put("least", f.least());
                  one.put("greatest", f.greatest());
                  rounds
                      .ratio(ours, entrant.name(), metric)
                      .ifPresent(r -> one.put("ratio", r.median()));
                  figures.put(metric.name(), one);
                });
      }
      contenders.put(
          entrant.name(), Map.of("configured", entrant.configured(), "figures", figures));
    }
    json.put("contenders", contenders);
    return json;
  }

  private void chart(Metric metric) throws IOException {
    List<Entrant> with =
        entrants.stream().filter(e -> rounds.figure(e.name(), metric).isPresent()).toList();
    if (with.isEmpty()) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(480)
            .title(rounds.store + ": " + metric.title + (metric.rate ? ", tasks a second" : ""))
            .build();
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLegendVisible(false);
    chart.addSeries(
        metric.title,
        with.stream().map(Entrant::name).toList(),
        with.stream().map(e -> rounds.figure(e.name(), metric).orElseThrow().median()).toList());
    String file = rounds.store + "-" + metric.name().toLowerCase(Locale.ROOT) + ".png";
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ImageIO.write(image, "png", folder.resolve(file).toFile());
  }
}
