package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/fault-cases.md} true: what it names exists, and no case is left out. */
class FaultCasesTest {
  private static final Path PAGE = Path.of("../docs/fault-cases.md");
  private static final int CASES = 53;
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([A-D]?\\d+) \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$");
  private static final Pattern RULE = Pattern.compile("\\b[A-Z]+-\\d+\\b");
  private static final Pattern TEST = Pattern.compile("`([a-z0-9]+\\.\\w+Test)(?:#(\\w+))?`");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void each_case_is_there_once_and_says_what_holds_it_or_what_is_open() throws Exception {
    List<MatchResult> rows = rows();

    List<String> cases = rows.stream().map(row -> row.group(1)).toList();
    assertEquals(
        IntStream.rangeClosed(1, CASES).mapToObj(String::valueOf).toList(),
        cases.stream().filter(name -> Character.isDigit(name.charAt(0))).toList());
    assertEquals(new TreeSet<>(cases).size(), cases.size(), () -> "one is there twice: " + cases);
    for (MatchResult row : rows) {
      String held = row.group(2);
      assertTrue(
          RULE.matcher(held).find()
              || TEST.matcher(held).find()
              || row.group(3).contains("**Open**"),
          () -> "case " + row.group(1) + " names nothing that holds it");
    }
  }

  @Test
  void every_rule_that_is_named_exists() throws Exception {
    TreeSet<String> unknown = new TreeSet<>();
    rows().forEach(row -> RULE.matcher(row.group()).results().forEach(r -> unknown.add(r.group())));
    assertTrue(unknown.size() > 30, () -> "only " + unknown + " were found");

    Stream.of(RuleCatalogue.backend(), RuleCatalogue.worker(), RuleCatalogue.stores())
        .flatMap(List::stream)
        .forEach(rule -> unknown.remove(rule.id()));

    assertEquals(new TreeSet<>(), unknown);
  }

  @Test
  void every_test_that_is_named_exists() throws Exception {
    Map<String, String> sources = sources();
    TreeSet<String> unknown = new TreeSet<>();
    int named = 0;
    for (MatchResult row : rows()) {
      for (MatchResult test : TEST.matcher(row.group()).results().toList()) {
        String source = sources.getOrDefault(test.group(1), "");
        String method = test.group(2);
        if (source.isEmpty() || (method != null && !source.contains("void " + method + "("))) {
          unknown.add(test.group());
        }
        named++;
      }
      // So that a slip of the pen is not passed over.
      CODE.matcher(row.group())
          .results()
          .filter(code -> code.group(1).contains("Test") && !TEST.matcher(code.group()).matches())
          .forEach(code -> unknown.add(code.group()));
    }

    assertEquals(new TreeSet<>(), unknown);
    assertTrue(named > 40, "only " + named + " tests were found");
  }

  private static List<MatchResult> rows() throws Exception {
    return ROW.matcher(Files.readString(PAGE)).results().toList();
  }

  /** The text of every test, by the last part of its package and its name. */
  private static Map<String, String> sources() throws Exception {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path tests :
          modules.map(m -> m.resolve("src/test/java")).filter(Files::exists).toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(
                file.getParent().getFileName() + "." + name,
                Files.readString(file),
                String::concat);
          }
        }
      }
    }
    return sources;
  }
}
