package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/races.md} true: it names all classes that coordinate without a lock. */
class RacesTest {
  private static final Path PAGE = Path.of("../docs/races.md");
  private static final List<String> MODULES =
      List.of(
          "tasks-core", "tasks-backend-sqlite", "tasks-backend-redis", "tasks-backend-rabbitmq");
  private static final Pattern LOCK_FREE =
      Pattern.compile(
          "\\bAtomic[A-Z]\\w+|\\bvolatile |\\bVarHandle\\b|\\bConcurrent[A-Z]\\w+|\\bLongAdder\\b"
              + "|\\bCopyOnWrite\\w+|\\bLockSupport\\.unpark");
  private static final Pattern NAME = Pattern.compile("`((?:[a-z]+\\.)?[A-Z]\\w+)`");

  @Test
  void every_class_that_coordinates_without_a_lock_is_named_and_no_other() throws Exception {
    TreeMap<String, String> found = new TreeMap<>();
    for (String module : MODULES) {
      for (Path file : sources(Path.of("..", module, "src/main/java"))) {
        // Without its imports, and what it says in comments.
        String code =
            Files.readString(file).replaceAll("(?m)^import .*|^ *//.*|^ *\\*.*|^ */\\*\\*.*", "");
        if (LOCK_FREE.matcher(code).find()) {
          String name = file.getFileName().toString().replace(".java", "");
          found.put(file.getParent().getFileName() + "." + name, name);
        }
      }
    }
    Set<String> named = named(name -> !name.endsWith("Race") && !name.endsWith("Test"));
    assertTrue(found.size() > 30, () -> "only " + found);

    // By its name alone, unless another package has one of that name.
    found.forEach(
        (full, name) -> assertTrue(named.remove(full) || named.contains(name), full + " is new"));

    found.values().forEach(named::remove);
    assertEquals(new TreeSet<>(), named);
  }

  @Test
  void every_race_is_named_and_no_other() throws Exception {
    TreeSet<String> races = new TreeSet<>();
    for (Path file : sources(Path.of("../tasks-races/src/main/java"))) {
      races.add(file.getFileName().toString().replace(".java", ""));
    }

    assertEquals(races, named(name -> name.endsWith("Race")));
  }

  private static Set<String> named(Predicate<String> kind) throws Exception {
    TreeSet<String> names = new TreeSet<>();
    Stream<String> rows = Files.readString(PAGE).lines().filter(line -> line.startsWith("| `"));
    rows.forEach(
        row ->
            NAME.matcher(row)
                .results()
                .map(name -> name.group(1))
                .filter(kind)
                .forEach(names::add));
    return names;
  }

  private static List<Path> sources(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
