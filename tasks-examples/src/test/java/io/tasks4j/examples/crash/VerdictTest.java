package io.tasks4j.examples.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge is judged: each fault that the proof is to find is planted here. */
class VerdictTest {
  @TempDir Path folder;

  private void note(String process, String... lines) throws IOException {
    Files.writeString(folder.resolve(process + ".notes"), String.join("\n", lines));
  }

  private static String settled(int number, long token) {
    return "settled " + Work.id(number) + " " + token;
  }

  private Verdict verdict(long killedAt) throws IOException {
    note("producer", "0", "1", "");
    return Verdict.of(new Site(folder), "producer", Map.of("a", killedAt, "b", Verdict.NEVER));
  }

  @Test
  @DisplayName("All is well when each task ran and was settled once")
  void well() throws Exception {
    note("a", "ran 0 1 100", settled(0, 1), "");
    note("b", "ran 1 2 100", settled(1, 2), "");

    assertEquals(new Verdict(2, 2, 0, 0, 0), verdict(Verdict.NEVER));
  }

  @Test
  @DisplayName("An accepted task without an effect was lost")
  void lost() throws Exception {
    note("a", "ran 0 1 100", settled(0, 1), "");

    assertEquals(new Verdict(2, 1, 1, 0, 0), verdict(Verdict.NEVER));
  }

  @Test
  @DisplayName("A line that a kill cut short is no effect")
  void cutShort() throws Exception {
    note("a", "ran 0 1 100", "ran 1 2 1");

    assertEquals(new Verdict(2, 1, 1, 0, 0), verdict(150));
  }

  @Test
  @DisplayName("A second run is excused when the first one's worker was killed before it settled")
  void excused() throws Exception {
    note("a", "ran 0 1 100", "ran 1 2 100", settled(1, 2), "");
    note("b", "ran 0 3 200", settled(0, 3), "");

    assertEquals(new Verdict(2, 3, 0, 1, 0), verdict(150));
  }

  @Test
  @DisplayName("That another task of the same claim was settled takes no excuse away")
  void oneTokenForTwo() throws Exception {
    note("a", "ran 0 1 100", "ran 1 1 100", settled(1, 1), "");
    note("b", "ran 0 3 200", settled(0, 3), "");

    assertEquals(new Verdict(2, 3, 0, 1, 0), verdict(150));
  }

  @Test
  @DisplayName("A second run is not excused when nobody was killed, or only afterwards")
  void notKilled() throws Exception {
    note("a", "ran 0 1 100", "ran 1 2 100", settled(1, 2), "");
    note("b", "ran 0 3 200", settled(0, 3), "");

    assertEquals(new Verdict(2, 3, 0, 0, 1), verdict(Verdict.NEVER));
    assertEquals(new Verdict(2, 3, 0, 0, 1), verdict(250));
  }

  @Test
  @DisplayName("A second run is not excused when the first was settled before the kill")
  void settledBefore() throws Exception {
    note("a", "ran 0 1 100", settled(0, 1), "ran 1 2 100", settled(1, 2), "");
    note("b", "ran 0 3 200", settled(0, 3), "");

    assertEquals(new Verdict(2, 3, 0, 0, 1), verdict(150));
  }
}
