package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every Java block of the documentation is a region of code that compiles and that a test runs. */
class SnippetsTest {
  /** Pages whose code is checked in the modules that they are about. */
  private static final Set<String> CHECKED_ELSEWHERE =
      Set.of("rabbitmq.md", "testing-your-tasks.md", "writing-a-backend.md");

  @Test
  void every_java_block_equals_its_region() throws Exception {
    Map<String, String> snippets = Docs.snippets();
    for (Path page : Docs.pages()) {
      if (CHECKED_ELSEWHERE.contains(page.getFileName().toString())) {
        continue;
      }
      for (Docs.Block block : Docs.blocks(page)) {
        if (block.language().equals("java")) {
          String where = block.page() + ":" + block.line();
          String name = block.snippet().orElse("");
          assertTrue(
              snippets.containsKey(name),
              where + " needs <!-- snippet: NAME --> above it, of " + snippets.keySet());
          assertEquals(snippets.get(name), block.text(), where + " differs from '" + name + "'");
        }
      }
    }
  }

  @Test
  void every_region_is_shown_somewhere() throws Exception {
    Set<String> unused = new TreeSet<>(Docs.snippets().keySet());

    for (Path page : Docs.pages()) {
      Docs.blocks(page).forEach(block -> block.snippet().ifPresent(unused::remove));
    }

    assertEquals(Set.of(), unused);
  }
}
