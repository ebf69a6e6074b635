package io.tasks4j.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Limits;
import io.tasks4j.queue.TaskQueue;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  @TempDir Path folder;

  private record Run(int exit, String out, String err) {
    String summary() {
      return out.lines().reduce("", (before, line) -> line).replaceAll(";.*", "");
    }
  }

  private static Run quickstart(Object... args) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
    int exit =
        Quickstart.run(
            texts,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("Each image has its thumbnail, a broken one is retried and listed as a dead letter")
  void makesThumbnails() throws Exception {
    Album album = new Album(folder).with(19, 640, 480);
    album.brokenImage("broken.png");
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.writeString(folder.resolve(".hidden.png"), "hidden");

    Run run = quickstart(folder);

    assertEquals(0, run.exit(), run.err());
    assertEquals("20 images: 19 done now, 0 done before, 3 retries, 1 dead", run.summary());
    assertEquals(19, album.thumbnails().size());
    BufferedImage thumbnail = album.thumbnail("image-001.png.jpg");
    assertEquals(256, thumbnail.getWidth());
    assertEquals(192, thumbnail.getHeight());
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertTrue(run.out().contains("retry: broken.png, attempt " + attempt), run.out());
    }
    assertTrue(run.out().contains("Dead letters"), run.out());
    assertTrue(run.out().contains("broken.png, 4 attempts: IIOException"), run.out());
    assertEquals(Set.of("tasks.db"), album.state());
    assertTrue(run.out().contains("Contact sheet: " + folder), run.out());
    // Six columns and four rows.
    assertEquals(12 + 6 * 140, album.sheet().getWidth());
    assertEquals(12 + 4 * 140, album.sheet().getHeight());
  }

  @Test
  @DisplayName("The contact sheet shows every thumbnail once, and is drawn again when one is new")
  void contactSheet() throws Exception {
    Album album = new Album(folder).with(2, 256, 256);
    quickstart(folder);
    BufferedImage two = album.sheet();
    album.image("later.png", 256, 256, Color.MAGENTA);

    quickstart(folder);
    BufferedImage three = album.sheet();
    Files.delete(folder.resolve("thumbnails/contact-sheet.png"));
    quickstart(folder);

    assertEquals(12 + 2 * 140, two.getWidth());
    assertEquals(12 + 3 * 140, three.getWidth());
    int last = three.getRGB(12 + 2 * 140 + 30, 12 + 90);
    assertTrue((last & 0xFF0000) >> 16 > 200 && (last & 0xFF00) >> 8 < 60, "no magenta there");
    assertEquals(three.getWidth(), album.sheet().getWidth());
  }

  @Test
  @DisplayName("A second run enqueues nothing and says that all was done before")
  void secondRun() throws Exception {
    Album album = new Album(folder).with(5, 64, 48);
    Files.writeString(folder.resolve("no-image.png"), "this is text");
    quickstart(folder);
    FileTime written = Files.getLastModifiedTime(folder.resolve("thumbnails/image-001.png.jpg"));

    Run second = quickstart(folder);

    assertEquals("6 images: 0 done now, 5 done before, 0 retries, 1 dead", second.summary());
    assertTrue(second.out().contains("6 images, 0 to do"), second.out());
    assertTrue(second.out().contains("no-image.png, 1 attempts: GiveUpException"), second.out());
    assertEquals(
        written, Files.getLastModifiedTime(folder.resolve("thumbnails/image-001.png.jpg")));
    assertEquals(5, album.thumbnails().size());
  }

  @Test
  @DisplayName("A file that has changed gets a new thumbnail, and a repaired one is no dead letter")
  void changedFile() throws Exception {
    Album album = new Album(folder).with(2, 64, 48);
    Files.writeString(folder.resolve("image-003.png"), "not yet an image");
    quickstart(folder);

    album.image("image-002.png", 40, 30, Color.BLUE);
    album.image("image-003.png", 40, 30, Color.BLUE);
    Run second = quickstart(folder);

    assertEquals("3 images: 2 done now, 1 done before, 0 retries, 0 dead", second.summary());
    assertEquals(40, album.thumbnail("image-002.png.jpg").getWidth());
    assertEquals(3, album.thumbnails().size());
  }

  @Test
  @DisplayName("A thumbnail that someone removed is made again, and --fresh makes all again")
  void removedThumbnail() throws Exception {
    Album album = new Album(folder).with(3, 64, 48);
    quickstart(folder);
    Files.delete(folder.resolve("thumbnails/image-002.png.jpg"));

    Run second = quickstart(folder);
    Run fresh = quickstart("--fresh", folder);

    assertEquals("3 images: 1 done now, 2 done before, 0 retries, 0 dead", second.summary());
    assertEquals("3 images: 3 done now, 0 done before, 0 retries, 0 dead", fresh.summary());
    assertEquals(3, album.thumbnails().size());
  }

  @Test
  @DisplayName("--requeue tries a dead letter again")
  void requeue() throws Exception {
    Files.writeString(folder.resolve("text.png"), "this is text");
    quickstart(folder);

    Run again = quickstart("--requeue", folder);

    assertTrue(again.out().contains("1 images, 1 to do"), again.out());
    assertTrue(again.out().contains("dead:  text.png, attempt 1"), again.out());
    assertEquals("1 images: 0 done now, 0 done before, 0 retries, 1 dead", again.summary());
  }

  @Test
  @DisplayName("What a killed worker left half-written is gone when its task has run again")
  void leftover() throws Exception {
    Album album = new Album(folder).with(1, 64, 48);
    Gallery gallery = Gallery.open(folder);
    Picture picture = gallery.pictures().get(0);
    try (TaskQueue queue = TaskQueue.open("sqlite:" + gallery.database())) {
      queue.enqueue(MakeThumbnail.TYPE, picture.payload());
      Claims claims =
          queue
              .backend()
              .claim(
                  new ClaimRequest(
                      "killed",
                      List.of("default"),
                      1,
                      Duration.ofMillis(100),
                      Duration.ZERO,
                      Limits.NONE,
                      1));
      assertEquals(1, claims.claims().size());
    }
    Files.writeString(gallery.part(gallery.thumbnail(picture.name()), 1), "half a thumbnail");

    Run run = quickstart(folder);

    assertTrue(run.out().contains("lost:  image-001.png was in the hands of killed"), run.out());
    assertEquals("1 images: 1 done now, 0 done before, 0 retries, 0 dead", run.summary());
    assertEquals(Set.of("image-001.png.jpg"), album.thumbnails());
    assertEquals(Set.of("tasks.db"), album.state());
  }

  @Test
  @DisplayName("Folder and file names may hold spaces, signs and letters of any script")
  void strangeNames() throws Exception {
    Path strange = Files.createDirectory(folder.resolve("a folder & more=1 #2 %20"));
    Album album = new Album(strange);
    album.image("für Ömer #1?.png", 64, 48, Color.GREEN);
    album.image("UPPER.PNG", 64, 48, Color.GREEN);

    Run run = quickstart(strange);

    assertEquals("2 images: 2 done now, 0 done before, 0 retries, 0 dead", run.summary());
    assertEquals(Set.of("für Ömer #1?.png.jpg", "UPPER.PNG.jpg"), album.thumbnails());
  }

  @Test
  @DisplayName("Without a folder it draws photos, one of them broken, and draws them once")
  void drawsPhotos() throws Exception {
    String before = System.getProperty("quickstart.demo", "");
    System.setProperty("quickstart.demo", folder.resolve("demo").toString());
    try {
      Run first = quickstart("--photos=8");
      Run second = quickstart("--photos=8");

      assertTrue(first.out().contains("Drawing 8 photos"), first.out());
      assertEquals("8 images: 7 done now, 0 done before, 3 retries, 1 dead", first.summary());
      assertFalse(second.out().contains("Drawing"), second.out());
      assertEquals("8 images: 0 done now, 7 done before, 0 retries, 1 dead", second.summary());
    } finally {
      System.setProperty("quickstart.demo", before);
    }
  }

  @Test
  @DisplayName("An empty folder is no fault")
  void emptyFolder() throws Exception {
    Run run = quickstart(folder);

    assertEquals(0, run.exit());
    assertEquals("0 images: 0 done now, 0 done before, 0 retries, 0 dead", run.summary());
  }

  @Test
  @DisplayName("A wrong call exits with 2 and says what was wrong")
  void wrongCalls() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertAll(
        () -> assertMisused("there is no option '--nope'", "--nope"),
        () -> assertMisused("there is no folder '" + folder + "/none'", folder + "/none"),
        () -> assertMisused("'" + file + "' is a file", file),
        () -> assertMisused("one folder at a time", folder, folder),
        () -> assertMisused("the folder name is empty", ""),
        () -> assertMisused("--photos is from 1 to 100000, but is '0'", "--photos=0"),
        () -> assertMisused("--photos is from 1 to 100000, but is 'x'", "--photos=x"));
  }

  private static void assertMisused(String message, Object... args) throws Exception {
    Run run = quickstart(args);

    assertEquals(2, run.exit());
    assertTrue(run.err().contains("quickstart: " + message), run.err());
    assertTrue(run.err().contains("Usage: bin/quickstart"), run.err());
    assertEquals("", run.out());
  }
}
