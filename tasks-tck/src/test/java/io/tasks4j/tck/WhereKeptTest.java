package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finds in the code what docs/guarantees.md says of where each promise is kept. */
class WhereKeptTest {
  private static final Path PAGE = Path.of("../docs/guarantees.md");

  /** Columns of the table, and the module that each is about. */
  private static final Map<Integer, String> MODULES =
      Map.of(
          2, "tasks-core",
          3, "tasks-core",
          4, "tasks-backend-sqlite",
          5, "tasks-backend-redis",
          6, "tasks-backend-rabbitmq");

  private static final Pattern PLACE =
      Pattern.compile("`(?:([A-Z]\\w+)(?:\\.(\\w+))?|(\\w+\\.lua)(?:: (\\w+))?)`");

  @Test
  void each_place_where_a_promise_is_kept_is_in_the_code() throws Exception {
    List<String> rows = rows();
    List<String> missing = new ArrayList<>();

    for (String row : rows) {
      List<String> cells = List.of(row.split("\\|", -1));
      MODULES.forEach(
          (column, module) ->
              PLACE
                  .matcher(cells.get(column))
                  .results()
                  .filter(place -> !isThere(module, place))
                  .forEach(place -> missing.add(module + ": " + place.group())));
    }

    assertTrue(rows.size() > 12, () -> "only " + rows);
    assertEquals(List.of(), missing);
  }

  private static List<String> rows() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## Where each promise is kept"));
    return section
        .substring(0, section.indexOf("\n## ", 1))
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| Promise"))
        .toList();
  }

  private static boolean isThere(String module, MatchResult place) {
    boolean script = place.group(3) != null;
    String file = script ? place.group(3) : place.group(1) + ".java";
    String member = script ? place.group(4) : place.group(2);
    Pattern definition =
        Pattern.compile(
            script
                ? "function (?:\\w+\\.)?" + member + "\\("
                : "(?m)^ +(?:[a-z]+ )*[\\w<>\\[\\], ?@]+ " + member + "\\(");
    try (Stream<Path> all = Files.walk(Path.of("..", module, "src/main"))) {
      for (Path each : all.filter(f -> f.getFileName().toString().equals(file)).toList()) {
        if (member == null || definition.matcher(Files.readString(each)).find()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
