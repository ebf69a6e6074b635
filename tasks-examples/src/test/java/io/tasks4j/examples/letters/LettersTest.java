package io.tasks4j.examples.letters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.examples.Jvm;
import io.tasks4j.tck.faults.SharedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LettersTest {
  private static final int LETTERS = 200;

  @TempDir Path folder;

  @Test
  @DisplayName("On Redis, two worker processes deliver what a third one sends")
  void redis() throws Exception {
    deliver(SharedRedis.freshUri());
  }

  @Test
  @DisplayName("The same program does so on a SQLite file: the address alone differs")
  void sqlite() throws Exception {
    deliver("sqlite:" + folder.resolve("letters.db"));
  }

  private void deliver(String address) throws Exception {
    try (Jvm one = Jvm.start(folder, Letters.class, "work", address);
        Jvm two = Jvm.start(folder, Letters.class, "work", address)) {
      awaitWorking(one);
      awaitWorking(two);

      try (Jvm sender = Jvm.start(folder, Letters.class, "send", address, LETTERS)) {
        assertTrue(sender.process().waitFor(60, TimeUnit.SECONDS), "the sender did not end well");
        assertEquals(0, sender.process().exitValue(), sender.printed());
        String printed = sender.printed();
        assertTrue(printed.contains(LETTERS + " letters delivered, by process: {"), printed);
        assertTrue(printed.contains(one.process().pid() + "="), printed);
        assertTrue(printed.contains(two.process().pid() + "="), printed);
      }

      one.process().destroy();
      assertTrue(one.process().waitFor(30, TimeUnit.SECONDS), "a worker ends when it is asked to");
    }
  }

  private static void awaitWorking(Jvm worker) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> worker.printed().contains(" works"));
  }
}
