package io.tasks4j.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartScriptTest {
  @Test
  @DisplayName("bin/quickstart --help explains it from any folder, without a build")
  void help(@TempDir Path elsewhere) throws Exception {
    Path script = Path.of("../bin/quickstart").toAbsolutePath();

    Process process =
        new ProcessBuilder(script.toString(), "--help")
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), printed);
    assertTrue(printed.startsWith("Usage: bin/quickstart [OPTIONS] [FOLDER]"), printed);
  }
}
