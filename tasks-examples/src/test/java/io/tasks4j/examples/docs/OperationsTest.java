package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runbook names things as the code does. */
class OperationsTest {
  private final String page = Docs.read(Docs.root().resolve("docs/operations.md"));

  @Test
  void what_is_quoted_is_said_somewhere() throws Exception {
    String code = code();
    Set<String> unsaid = new TreeSet<>();

    List<String> quotes = found("\"([^\"\n]+)\"", page);
    for (String quote : quotes) {
      for (String part : quote.split("…", -1)) {
        if (!code.contains(part.strip())) {
          unsaid.add(part);
        }
      }
    }

    assertTrue(quotes.size() > 10, quotes::toString);
    assertEquals(Set.of(), unsaid);
  }

  @Test
  void metrics_are_those_of_the_page_on_metrics() {
    String metrics = Docs.read(Docs.root().resolve("docs/metrics.md"));

    List<String> named = found("`(tasks4j\\.[a-z.]+)`", page);

    assertTrue(named.size() > 5, named::toString);
    assertEquals(
        List.of(), named.stream().filter(name -> !metrics.contains("`" + name + "`")).toList());
  }

  @Test
  void every_reason_of_a_failure_is_explained() {
    assertEquals(
        List.of(), Stream.of(Reason.values()).filter(r -> !page.contains(r.name())).toList());
  }

  @Test
  void commands_are_those_of_the_page_on_the_command_line() {
    String cli = Docs.read(Docs.root().resolve("docs/cli.md"));

    List<String> named = found("bin/tasks ([a-z]+)", page);

    assertTrue(named.size() > 3, named::toString);
    assertEquals(
        List.of(),
        named.stream()
            .filter(name -> !Pattern.compile("\\| `" + name + "[ `]").matcher(cli).find())
            .toList());
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  /** All of the modules' sources, with what is joined from several literals as one. */
  private static String code() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> modules = Files.list(Docs.root())) {
      for (Path module : modules.toList()) {
        Path folder = module.resolve("src/main/java");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(file -> code.append(Docs.read(file)));
          }
        }
      }
    }
    return code.toString().replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
