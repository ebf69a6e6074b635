package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WritingABackendTest {
  private static final Path GUIDE = Path.of("../docs/writing-a-backend.md");
  private static final Path TESTS = Path.of("src/test/java/io/tasks4j/tck");

  @Test
  void the_guide_shows_exactly_the_code_that_is_run() throws Exception {
    String server = Files.readString(TESTS.resolve("ServerClockContract.java"));
    String snippet =
        server.substring(server.indexOf("// snippet\n") + 11, server.indexOf("  // end"));

    assertEquals(
        List.of(
            classOf("MemoryBackendTest.java"),
            snippet.stripTrailing().stripIndent(),
            classOf("worker/MemoryWorkerTest.java")),
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE))
            .results()
            .map((MatchResult block) -> block.group(1).strip())
            .toList());
  }

  private static String classOf(String file) throws Exception {
    String code = Files.readString(TESTS.resolve(file));
    return code.substring(code.indexOf("class ")).strip();
  }
}
