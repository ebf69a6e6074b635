package io.tasks4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What bin/figures counts of this tree is within config/figures.properties. */
class CodeBoundsTest {
  @Test
  void no_figure_of_this_tree_is_over_its_bound() throws Exception {
    Map<String, Long> figures = CodeFigures.of(root());
    Properties bounds = CodeFigures.bounds(root().resolve("config/figures.properties"));

    List<String> over = new ArrayList<>();
    int bounded = 0;
    for (Map.Entry<String, Long> figure : figures.entrySet()) {
      String bound = bounds.getProperty(CodeFigures.key(figure.getKey()));
      if (bound != null) {
        bounded++;
        if (figure.getValue() > Long.parseLong(bound)) {
          over.add(figure.getKey() + ": " + figure.getValue() + ", at most " + bound);
        }
      }
    }

    assertTrue(bounded >= 5, "figures with a bound: " + bounded);
    assertEquals(List.of(), over);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/adr"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
