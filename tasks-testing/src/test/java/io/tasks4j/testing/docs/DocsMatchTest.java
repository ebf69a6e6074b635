package io.tasks4j.testing.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocsMatchTest {
  private static final Path GUIDE = Path.of("../docs/testing-your-tasks.md");
  private static final Path CODE =
      Path.of("src/test/java/io/tasks4j/testing/docs/DocSnippetsTest.java");

  @Test
  void the_guide_shows_exactly_the_code_that_is_run() throws Exception {
    List<String> shown = blocks(GUIDE, "```java", "```");

    List<String> run = blocks(CODE, "// snippet", "// end");

    assertEquals(String.join("\n----\n", run), String.join("\n----\n", shown));
  }

  /** The text between lines {@code begin} and {@code end}, without the indentation they share. */
  private static List<String> blocks(Path file, String begin, String end) throws Exception {
    List<String> blocks = new ArrayList<>();
    List<String> block = null;
    for (String line : Files.readAllLines(file)) {
      if (line.strip().equals(begin)) {
        block = new ArrayList<>();
      } else if (block != null && line.strip().equals(end)) {
        blocks.add(String.join("\n", block).stripTrailing().stripIndent().strip());
        block = null;
      } else if (block != null) {
        block.add(line);
      }
    }
    return blocks;
  }
}
