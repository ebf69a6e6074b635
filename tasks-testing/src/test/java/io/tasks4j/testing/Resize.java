package io.tasks4j.testing;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The task that these tests run: fails as often as its payload says, then announces its result. */
final class Resize implements Task<Resize.Image, Resize.Thumbnail> {
  static final TaskType<String, Void> ANNOUNCE = TaskType.of("images.announce", String.class);

  static final TaskType<Image, Thumbnail> TYPE =
      TaskType.of("images.resize", Image.class, Thumbnail.class)
          .withDefaults(
              TaskOptions.defaults()
                  .queue("images")
                  .timeout(Duration.ofSeconds(30))
                  .retry(RetryStrategy.exponentialBackoff()));

  record Image(String path, int width, int failures) {
    Image(String path, int width) {
      this(path, width, 0);
    }
  }

  record Thumbnail(String path) {}

  final AtomicInteger runs = new AtomicInteger();

  @Override
  public TaskType<Image, Thumbnail> type() {
    return TYPE;
  }

  @Override
  public Thumbnail execute(Image image, TaskContext context) {
    runs.incrementAndGet();
    if (image.path().isEmpty()) {
      throw context.giveUp("no path");
    }
    context.enqueue(ANNOUNCE, image.path());
    if (context.attempt() <= image.failures()) {
      throw new IllegalStateException("disk full");
    }
    context.progress(1, 2, "read");
    context.progress(2, 2);
    return new Thumbnail(image.path() + "@" + image.width());
  }
}
