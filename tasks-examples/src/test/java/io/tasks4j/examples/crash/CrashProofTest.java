package io.tasks4j.examples.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashProofTest {
  @Test
  @DisplayName("Six kills among a producer and two workers lose no task and repeat none unexcused")
  void holds(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);

    boolean held = CrashProof.run(folder, 1_000, 6, Duration.ofSeconds(3), System.nanoTime(), out);

    assertTrue(held, () -> text.toString(StandardCharsets.UTF_8));
  }
}
