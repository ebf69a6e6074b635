package io.tasks4j.examples.quickstart;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.retry.RetryStrategy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.imageio.ImageIO;

/**
 * The task: makes the thumbnail of one image.
 *
 * <p>It may run twice for one image, as any task may, so its effect is repeatable: whatever happens
 * when, {@code thumbnails/} holds a whole thumbnail of that name or none.
 */
final class MakeThumbnail implements Task<MakeThumbnail.Image, MakeThumbnail.Thumbnail> {
  /** What a producer needs to know; the delays are short so that a look at retries is, too. */
  static final TaskType<Image, Thumbnail> TYPE =
      TaskType.of("thumbnails.make", Image.class, Thumbnail.class)
          .withDefaults(
              TaskOptions.defaults()
                  .timeout(Duration.ofMinutes(1))
                  .retry(
                      RetryStrategy.exponentialBackoff()
                          .maxRetries(3)
                          .initialDelay(Duration.ofMillis(400))));

  /**
   * The payload: a file of the gallery, the longest side of its thumbnail in pixels, and the file's
   * size and time, which tell its states apart.
   */
  record Image(String name, int box, long bytes, long modified) {}

  /** The result: what was written. */
  record Thumbnail(String name, int width, int height) {}

  private final Gallery gallery;

  MakeThumbnail(Gallery gallery) {
    this.gallery = gallery;
  }

  @Override
  public TaskType<Image, Thumbnail> type() {
    return TYPE;
  }

  @Override
  public Thumbnail execute(Image image, TaskContext context) throws IOException {
    // A damaged file throws here. It may still be on its way into the folder, so that is tried
    // again; a file that starts like no image at all is not.
    BufferedImage photo = ImageIO.read(gallery.image(image.name()).toFile());
    if (photo == null) {
      throw context.giveUp("no image in a format that Java reads");
    }
    BufferedImage small = Scaler.fit(photo, image.box());
    Path thumbnail = gallery.thumbnail(image.name());
    write(small, thumbnail, context.attempt());
    return new Thumbnail(thumbnail.getFileName().toString(), small.getWidth(), small.getHeight());
  }

  private void write(BufferedImage small, Path thumbnail, int attempt) throws IOException {
    // An attempt that was killed could not remove its part.
    for (int earlier = 1; earlier < attempt; earlier++) {
      Files.deleteIfExists(gallery.part(thumbnail, earlier));
    }
    Path part = gallery.part(thumbnail, attempt);
    try {
      if (!ImageIO.write(small, "jpg", part.toFile())) {
        throw new IOException("this Java cannot write JPEG");
      }
      Files.move(part, thumbnail, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
