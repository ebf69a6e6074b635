package io.tasks4j.cli;

import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.internal.LogText;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command prints: for people, or as JSON.
 *
 * @param json whether as JSON
 */
record CommandOutput(PrintWriter out, boolean json) {
  private static final ObjectWriter JSON =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String GAP = "  ";

  /** One JSON value, and nothing else, makes up the whole output. */
  void json(Object value) {
    out.println(JSON.writeValueAsString(value));
    out.flush();
  }

  void line(String text) {
    out.println(DisplayTexts.printable(text));
    out.flush();
  }

  /** Columns as wide as they need to be; those whose title ends with # stand to the right. */
  void table(List<String> titles, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(titles.stream().map(title -> title.replace("#", "")).toList());
    rows.forEach(row -> all.add(row.stream().map(LogText::line).toList()));
    int[] widths = new int[titles.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : GAP);
        line.append(titles.get(i).endsWith("#") ? space + cell : cell + space);
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  static String time(Instant at) {
    return TIME.format(at.atZone(ZoneId.systemDefault()));
  }

  static String time(Optional<Instant> at) {
    return at.map(CommandOutput::time).orElse("");
  }
}
