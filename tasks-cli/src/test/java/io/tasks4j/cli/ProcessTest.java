package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.tck.faults.SharedRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as its users start it: a process, with an environment and an exit code. */
class ProcessTest {
  @TempDir Path folder;

  @Test
  void it_works_on_sqlite() throws Exception {
    worksOn("sqlite:" + folder.resolve("tasks.db"));
  }

  @Test
  void it_works_on_redis() throws Exception {
    worksOn(SharedRedis.freshUri());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "fa-IR-u-nu-arabext"})
  void it_writes_the_same_in_every_locale(String tag) throws Exception {
    Locale locale = Locale.forLanguageTag(tag);
    List<String> options = new ArrayList<>();
    options.add("-Duser.language=" + locale.getLanguage());
    options.add("-Duser.country=" + locale.getCountry());
    if (locale.hasExtensions()) {
      options.add("-Duser.extensions=" + tag.substring(tag.indexOf("u-")));
    }
    for (String store : List.of("sqlite:" + folder.resolve("tasks.db"), SharedRedis.freshUri())) {
      String id =
          start(options, store, "enqueue", "INVOICE.PRINT", "{\"ID\":12}", "--delay", "2h")
              .ends(0)
              .out()
              .strip();
      Ran shown = start(options, store, "show", id, "--payload").ends(0);
      Ran listed = start(options, store, "list", "--status", "pending").ends(0);

      assertTrue(shown.out().contains("0 (0 failed, 0 lost)"), shown::out);
      assertTrue(listed.out().contains("INVOICE.PRINT"), listed::out);
      for (String text : List.of(shown.out(), listed.out(), shown.err(), listed.err())) {
        assertTrue(text.chars().allMatch(c -> c < 128), text);
      }
      start(options, store, "health").ends(0);
      start(options, store, "cancel", id).ends(0);
    }
  }

  private void worksOn(String store) throws Exception {
    String id = start(store, "enqueue", "mail.send", "{\"to\":\"Zoë\"}").ends(0).out().strip();

    assertTrue(start(store, "show", id, "--payload").ends(0).out().contains("Zoë"));
    assertTrue(start(store, "purge", id).ends(4).err().contains("--yes"), "there is no terminal");
    assertEquals("purged 1 task\n", start(store, "purge", "--yes", id).ends(0).out());
    start(store, "show", id).ends(1);
  }

  private Ran start(String store, String... args) throws Exception {
    return start(List.of(), store, args);
  }

  private Ran start(List<String> options, String store, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("TASKS4J_URI", store);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
      return new Ran(process.exitValue(), read(out), read(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
