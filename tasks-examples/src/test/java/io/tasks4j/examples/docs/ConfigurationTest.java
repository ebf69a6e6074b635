package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Retention;
import io.tasks4j.micrometer.MetricsConfig;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.worker.WorkerBuilder;
import io.tasks4j.worker.WorkerConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/configuration.md} names every setting that the code has, with its default. */
class ConfigurationTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*) \\|.*$");

  private static final List<Record> DEFAULTS =
      List.of(
          MetricsConfig.create(),
          WorkerConfig.of("worker"),
          QueueConfig.create(),
          BackendSettings.defaults(),
          Retention.DEFAULT,
          SqliteConfig.defaults(),
          ResultSettings.defaults(),
          MetadataSettings.defaults(),
          RetryStrategy.defaults(),
          Limits.NONE,
          UniqueKey.whileLive("key"),
          ScheduleOptions.defaults());

  private final String page = Docs.read(Docs.root().resolve("docs/configuration.md"));

  @Test
  void every_component_of_a_configuration_has_a_row_and_no_row_is_stale() {
    for (Record defaults : DEFAULTS) {
      List<String> components =
          Arrays.stream(defaults.getClass().getRecordComponents())
              .map(RecordComponent::getName)
              .sorted()
              .toList();

      assertEquals(components, sorted(rows(defaults.getClass())), defaults.getClass().getName());
    }
  }

  @Test
  void every_task_option_and_part_of_a_task_type_has_a_row() {
    assertEquals(getters(TaskOptions.class), sorted(rows(TaskOptions.class)));
    assertEquals(getters(TaskType.class), sorted(rows(TaskType.class)));
  }

  @Test
  void defaults_are_those_of_the_code() throws Exception {
    int compared = 0;
    for (Record defaults : DEFAULTS) {
      Map<String, String> rows = rows(defaults.getClass());
      for (RecordComponent component : defaults.getClass().getRecordComponents()) {
        Object value = component.getAccessor().invoke(defaults);
        String text = text(value);
        if (text != null && !(defaults instanceof UniqueKey)) {
          String cell = String.valueOf(rows.get(component.getName()));
          assertTrue(
              cell.equals(text) || cell.startsWith(text + " ("),
              component + " is " + text + ", but the page says " + cell);
          compared++;
        }
      }
    }

    assertTrue(compared >= 20, "only " + compared + " defaults were compared");
  }

  @Test
  void every_method_of_the_worker_builder_that_sets_something_is_named() {
    for (Method method : WorkerBuilder.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && method.getReturnType().equals(WorkerBuilder.class)) {
        assertTrue(
            Pattern.compile("`" + method.getName() + "[`(]").matcher(page).find(),
            "the page leaves out WorkerBuilder." + method.getName());
      }
    }
  }

  @Test
  void the_settings_of_addresses_are_those_that_the_backends_read(@TempDir Path tmp) {
    String common = settingsOf("memory:?none=1");

    assertEquals(common, settingsOf("immediate:?none=1"));
    assertEquals(common, settingsOf("dummy:?none=1"));
    assertEquals(common, documented("all"));
    assertEquals(
        sorted(common + ", " + documented("`sqlite:`")),
        sorted(settingsOf("sqlite:" + tmp.resolve("a.db") + "?none=1")));
  }

  @Test
  void the_address_that_the_page_shows_has_only_settings_that_exist(@TempDir Path tmp) {
    String address =
        page.lines().filter(line -> line.startsWith("sqlite:/var/")).findFirst().orElseThrow();

    TaskQueue.open(address.replace("/var/lib/app", tmp.toString())).close();
  }

  /** The names that the refusal of an unknown setting lists. */
  private static String settingsOf(String address) {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> TaskQueue.open(address));
    Matcher list = Pattern.compile("there are \\[(.*)]").matcher(refused.getMessage());
    assertTrue(list.find(), refused.getMessage());
    return list.group(1);
  }

  /** The names in the row of {@code Addresses} that ends with {@code scope}. */
  private String documented(String scope) {
    return section("Addresses")
        .lines()
        .filter(line -> line.startsWith("| `") && line.endsWith("| " + scope + " |"))
        .map(line -> line.substring(2, line.indexOf(" |", 2)).replace("`", ""))
        .map(ConfigurationTest::sorted)
        .findFirst()
        .orElseThrow();
  }

  private static String sorted(String names) {
    return String.join(", ", Stream.of(names.split(", ")).sorted().toList());
  }

  private static List<String> sorted(Map<String, String> rows) {
    return rows.keySet().stream().sorted().toList();
  }

  private static List<String> getters(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getParameterCount() == 0 && m.getReturnType() != type)
        .map(Method::getName)
        .filter(name -> !List.of("hashCode", "toString").contains(name))
        .sorted()
        .toList();
  }

  /** Default by setting, from the section that is named after {@code type}. */
  private Map<String, String> rows(Class<?> type) {
    Map<String, String> rows = new TreeMap<>();
    Matcher row = ROW.matcher(section("`" + type.getSimpleName() + "`"));
    while (row.find()) {
      rows.put(row.group(1), row.group(2));
    }
    return rows;
  }

  private String section(String title) {
    Matcher start = SECTION.matcher(page);
    while (start.find()) {
      if (start.group(1).equals(title)) {
        int from = start.end();
        return page.substring(from, start.find() ? start.start() : page.length());
      }
    }
    throw new AssertionError("docs/configuration.md has no section " + title);
  }

  /** How the page writes {@code value}; null when it may describe it in words. */
  private static String text(Object value) {
    if (value instanceof Duration d) {
      return text(d);
    }
    if (value instanceof Integer n) {
      return String.format(Locale.ROOT, "%,d", n);
    }
    if (value instanceof Double n) {
      return n == Math.rint(n) ? Long.toString(Math.round(n)) : n.toString();
    }
    if (value instanceof Optional<?> o) {
      return o.isEmpty() ? "none" : null;
    }
    return value instanceof Boolean || value instanceof Enum<?> ? value.toString() : null;
  }

  private static String text(Duration d) {
    long millis = d.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis % 86_400_000 == 0 && d.toDays() > 1) {
      return d.toDays() + " days";
    }
    if (millis % 3_600_000 == 0) {
      return d.toHours() + " h";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
