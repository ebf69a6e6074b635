package io.tasks4j.tck;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.tck.RuleCatalogue.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/guarantees.md} and the rules together. With {@code -Dtasks4j.docs.write=true}
 * it writes the tables anew.
 */
class GuaranteesTest {
  private static final Path PAGE = Path.of("../docs/guarantees.md");

  @Test
  void every_rule_has_an_id_of_its_own() {
    List<String> ids = all().map(Rule::id).toList();

    assertEquals(ids.size(), new TreeSet<>(ids).size(), () -> "an id comes twice in " + ids);
    assertTrue(ids.size() > 200, () -> "only " + ids.size() + " rules were found");
  }

  @Test
  void every_rule_is_a_method_named_by_its_id_and_its_sentence() {
    assertEquals(
        all().map(Rule::methodName).collect(joining("\n")),
        all().map(Rule::method).collect(joining("\n")));
  }

  @Test
  void the_page_lists_exactly_the_rules_of_backends() throws Exception {
    check("backend rules", RuleCatalogue.tables(RuleCatalogue.backend()));
  }

  @Test
  void the_page_lists_exactly_the_rules_of_workers() throws Exception {
    check("worker rules", RuleCatalogue.tables(RuleCatalogue.worker()));
  }

  @Test
  void every_rule_that_the_page_names_exists() throws Exception {
    TreeSet<String> prefixes = new TreeSet<>();
    TreeSet<String> known = new TreeSet<>();
    all()
        .forEach(
            rule -> {
              prefixes.add(rule.prefix());
              known.add(rule.id());
            });
    List<String> named =
        Pattern.compile("\\b(" + String.join("|", prefixes) + ")-\\d+")
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group())
            .filter(id -> !known.contains(id))
            .toList();

    assertEquals(List.of(), named);
  }

  @Test
  void the_page_lists_exactly_the_rules_of_stores() throws Exception {
    check("store rules", RuleCatalogue.tables(RuleCatalogue.stores()));
  }

  private static Stream<Rule> all() {
    return Stream.of(RuleCatalogue.backend(), RuleCatalogue.worker(), RuleCatalogue.stores())
        .flatMap(List::stream);
  }

  private static void check(String part, String expected) throws Exception {
    String begin = "<!-- " + part + ": written by GuaranteesTest -->\n";
    String end = "<!-- end of " + part + " -->";
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    assertTrue(from >= begin.length() && to >= from, () -> PAGE + " has no part '" + part + "'");
    if (Boolean.getBoolean("tasks4j.docs.write")) {
      Files.writeString(
          PAGE, page.substring(0, from) + "\n" + expected + "\n" + page.substring(to));
      return;
    }

    assertEquals(
        expected.strip(),
        page.substring(from, to).strip(),
        "run the test with -Dtasks4j.docs.write=true");
  }
}
