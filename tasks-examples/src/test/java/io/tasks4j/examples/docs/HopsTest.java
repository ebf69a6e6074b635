package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of hops in docs/architecture.md are what the byte code does. */
class HopsTest {
  private static final Pattern TABLE =
      Pattern.compile("<!-- hops: (\\w+) -->\\R\\| Hop .*\\R\\|---.*\\R((?:\\|.*\\R)+)");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (\\d+)( ↩)?( [a-z ]+)? \\| `([\\w.]+)\\.(\\w+)` \\| `([\\w.]+)\\.(\\w+)` \\|");

  /** A class by the end of its name, such as {@code worker.Settler}, and a method of it. */
  private record Place(String type, String method) {
    @Override
    public String toString() {
      return type + "." + method;
    }
  }

  private record Hop(int number, boolean turnsBack, boolean begins, Place from, Place to) {}

  private static JavaClasses classes;
  private static Map<String, List<Hop>> tables;

  @BeforeAll
  static void read() throws Exception {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(place -> !place.contains("/tasks4j/tck/"))
            .withImportOption(place -> !place.contains("/tasks4j/examples/"))
            .importPackages("io.tasks4j");
    tables = new TreeMap<>();
    String page = Docs.read(Docs.root().resolve("docs/architecture.md"));
    for (MatchResult table : TABLE.matcher(page).results().toList()) {
      tables.put(table.group(1), table.group(2).lines().map(HopsTest::hop).toList());
    }
  }

  @Test
  void there_is_a_table_for_sqlite_and_one_for_redis() {
    assertEquals(Set.of("Redis", "SQLite"), tables.keySet());
  }

  @Test
  void every_hop_is_a_call_in_the_byte_code() {
    List<String> missing = new ArrayList<>();
    tables.forEach(
        (store, hops) -> {
          for (Hop hop : hops) {
            if (!isCalled(hop)) {
              missing.add(store + ", " + hop.number + ": " + hop.from + " does not call " + hop.to);
            }
          }
        });

    assertEquals(List.of(), missing);
  }

  @Test
  void hops_lead_from_one_class_to_another_that_the_way_has_come_to() {
    List<String> astray = new ArrayList<>();
    tables.forEach(
        (store, hops) -> {
          Set<String> seen = new HashSet<>();
          for (int i = 0; i < hops.size(); i++) {
            Hop hop = hops.get(i);
            if (hop.begins) {
              seen.clear();
              seen.add(topLevel(hop.from));
            }
            if (hop.number != i + 1
                || topLevel(hop.from).equals(topLevel(hop.to))
                || !seen.contains(topLevel(hop.from))) {
              astray.add(store + ", " + hop.number + ": " + hop.from);
            }
            seen.add(topLevel(hop.to));
          }
        });

    assertEquals(List.of(), astray);
  }

  @Test
  void exactly_the_hops_that_turn_back_are_marked() {
    List<String> wrong = new ArrayList<>();
    tables.forEach(
        (store, hops) -> {
          Set<String> seen = new HashSet<>();
          String at = "";
          for (Hop hop : hops) {
            if (hop.begins) {
              seen.clear();
              at = topLevel(hop.from);
              seen.add(at);
            }
            boolean turnsBack = !topLevel(hop.from).equals(at) || seen.contains(topLevel(hop.to));
            if (turnsBack != hop.turnsBack) {
              wrong.add(store + ", " + hop.number + (turnsBack ? " turns back" : " goes on"));
            }
            at = topLevel(hop.to);
            seen.add(at);
          }
        });

    assertEquals(List.of(), wrong);
  }

  @Test
  void no_table_has_more_hops_or_turn_backs_than_its_bound() throws Exception {
    Properties bounds = new Properties();
    try (Reader file = Files.newBufferedReader(Docs.root().resolve("config/figures.properties"))) {
      bounds.load(file);
    }

    tables.forEach(
        (store, hops) -> {
          assertAtMost(bounds, "hops-on-" + store, hops.size());
          assertAtMost(
              bounds, "turn-backs-on-" + store, hops.stream().filter(Hop::turnsBack).count());
        });
  }

  private static void assertAtMost(Properties bounds, String name, long found) {
    assertTrue(
        found <= Long.parseLong(bounds.getProperty(name)),
        () -> name + ": " + found + ", at most " + bounds.getProperty(name));
  }

  private static Hop hop(String line) {
    var row = ROW.matcher(line);
    assertTrue(row.matches(), () -> "not a hop: " + line);
    return new Hop(
        Integer.parseInt(row.group(1)),
        row.group(2) != null,
        row.group(3) != null,
        new Place(row.group(4), row.group(5)),
        new Place(row.group(6), row.group(7)));
  }

  /** What a lambda does counts to its method; a call of an interface, to what implements it. */
  private static boolean isCalled(Hop hop) {
    JavaClass to = type(hop.to);
    return to.getCodeUnits().stream().anyMatch(unit -> unit.getName().equals(name(hop.to)))
        && type(hop.from).getAccessesFromSelf().stream()
            .filter(access -> access.getOrigin().getName().equals(name(hop.from)))
            .map(JavaAccess::getTarget)
            .filter(target -> !(target instanceof AccessTarget.FieldAccessTarget))
            .anyMatch(
                target ->
                    target.getName().equals(name(hop.to))
                        && to.isAssignableTo(target.getOwner().getName()));
  }

  private static String name(Place place) {
    return place.method.equals("new") ? "<init>" : place.method;
  }

  private static JavaClass type(Place place) {
    List<JavaClass> found =
        classes.stream()
            .filter(type -> type.getName().replace('$', '.').endsWith("." + place.type))
            .toList();
    assertEquals(
        1,
        found.size(),
        () ->
            "classes called "
                + place.type
                + ": "
                + found.stream().map(JavaClass::getName).toList());
    return found.get(0);
  }

  private static String topLevel(Place place) {
    return type(place).getName().replaceAll("\\$.*", "");
  }
}
