package io.tasks4j.examples.quickstart;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.examples.Jvm;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartKilledTest {
  private static final int IMAGES = 60;

  @TempDir Path work;
  private Album album;

  @BeforeEach
  void images() throws Exception {
    album = new Album(Files.createDirectory(work.resolve("images"))).with(IMAGES, 1200, 900);
  }

  @Test
  @DisplayName("Killed with -9 half-way and run again, each thumbnail exists once and is whole")
  void killed() throws Exception {
    int found;
    try (Jvm first = Jvm.start(work, Quickstart.class, album.folder())) {
      awaitThumbnails(IMAGES / 3, first);
      first.process().destroyForcibly();
      first.process().waitFor();
      found = album.thumbnails().size();
    }
    assertTrue(found < IMAGES, "it was killed too late: " + found + " thumbnails");

    try (Jvm second = Jvm.start(work, Quickstart.class, album.folder())) {
      assertEquals(0, second.process().waitFor(), second.printed());
      assertTrue(second.printed().contains(" 0 retries, 0 dead"), second.printed());
    }

    assertAllDone();
  }

  @Test
  @DisplayName("Ended by a signal, it finishes what runs and says how to go on")
  void stopped() throws Exception {
    try (Jvm first = Jvm.start(work, Quickstart.class, album.folder())) {
      awaitThumbnails(IMAGES / 3, first);
      first.process().destroy();
      assertEquals(128 + 15, first.process().waitFor(), first.printed());
      assertTrue(
          first.printed().contains("Stopped early. The same command goes on from here."),
          first.printed());
    }

    try (Jvm second = Jvm.start(work, Quickstart.class, album.folder())) {
      assertEquals(0, second.process().waitFor(), second.printed());
      // Given back, not lost: nobody has to wait for a lease to lapse.
      assertTrue(!second.printed().contains("lost:"), second.printed());
    }

    assertAllDone();
  }

  private void awaitThumbnails(int count, Jvm jvm) {
    await()
        .forever()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> album.thumbnails().size() >= count || !jvm.process().isAlive());
  }

  private void assertAllDone() throws Exception {
    Set<String> thumbnails = album.thumbnails();
    assertEquals(IMAGES, thumbnails.size());
    for (String thumbnail : thumbnails) {
      assertNotNull(album.thumbnail(thumbnail), thumbnail);
      assertEquals(256, album.thumbnail(thumbnail).getWidth(), thumbnail);
    }
    assertEquals(Set.of("tasks.db"), album.state());
    try (TaskQueue queue = TaskQueue.open("sqlite:" + Gallery.open(album.folder()).database())) {
      QueueStats stats = queue.admin().stats().get("default");
      assertEquals(IMAGES + 1, stats.count(TaskStatus.SUCCESS), "one for each, and the sheet");
      assertEquals(0, stats.live());
    }
    // Ten columns for sixty: it was drawn after the last thumbnail.
    assertEquals(12 + 10 * 140, album.sheet().getWidth());
  }
}
