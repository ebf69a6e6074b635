package io.tasks4j.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/rabbitmq.md}: its program runs, and its settings are those of the code. */
class TwoProcessesTest {
  private static final Path PAGE = Path.of("../docs/rabbitmq.md");
  private static final Path PROGRAM = Path.of("src/test/java/io/tasks4j/rabbitmq/Mail.java");

  @TempDir Path folder;

  @Test
  void a_letter_goes_from_one_process_to_the_other_and_its_result_back() throws Exception {
    String name = TestRabbit.config().queueName().replace("{", "%7B").replace("}", "%7D");
    String address =
        TestRabbit.uri()
            + "?queueName="
            + name
            + "&store=sqlite:"
            + folder.resolve("tasks.db").toString().replace(" ", "%20");
    Process worker = start("work", address, folder.resolve("worker.txt"));
    try {
      Path said = folder.resolve("sender.txt");
      Process sender = start("send", address, said);

      assertTrue(sender.waitFor(60, TimeUnit.SECONDS));
      assertEquals("sent to ada@example.org", Files.readString(said).strip());
    } finally {
      worker.destroy();
      assertTrue(worker.waitFor(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void the_page_shows_the_program_that_is_run() throws Exception {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    String code = Files.readString(PROGRAM);

    assertTrue(block.find());
    assertEquals(code.substring(code.indexOf("final class Mail")), block.group(1));
  }

  @Test
  void the_page_has_every_setting_with_its_default() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*) \\| [^|]* \\|$")
            .matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(1), row.group(2).replace("`", ""));
    }

    assertEquals(
        Arrays.stream(RabbitMqConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .sorted()
            .toList(),
        rows.keySet().stream().toList());
    for (RecordComponent component : RabbitMqConfig.class.getRecordComponents()) {
      Object value = component.getAccessor().invoke(RabbitMqConfig.defaults());
      if (!(value instanceof Optional<?>)) {
        assertEquals(text(value), rows.get(component.getName()), component.getName());
      }
    }
  }

  private static String text(Object value) {
    if (value instanceof Duration d) {
      return d.toSeconds() + " s";
    }
    if (value instanceof Integer n) {
      return String.format(Locale.ROOT, "%,d", n);
    }
    String text = value.toString();
    return text.isEmpty()
        ? "none"
        : value instanceof Enum<?> ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static Process start(String role, String address, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Mail.class.getName(),
            role,
            address)
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
