package io.tasks4j.examples.docs;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import java.time.Duration;

// snippet: task
public final class Resize implements Task<Resize.Image, Resize.Thumbnail> {
  public record Image(String path, int width) {}

  public record Thumbnail(String path) {}

  public static final TaskType<Image, Thumbnail> TYPE =
      TaskType.of("images.resize", Image.class, Thumbnail.class)
          .withDefaults(TaskOptions.defaults().queue("images").timeout(Duration.ofSeconds(30)));

  @Override
  public TaskType<Image, Thumbnail> type() {
    return TYPE;
  }

  @Override
  public Thumbnail execute(Image image, TaskContext context) {
    if (image.path().isEmpty()) {
      throw context.giveUp("an image needs a path"); // a dead letter, whatever retries remain
    }
    context.progress(0, 1, "resizing " + image.path());
    return new Thumbnail(image.path() + "." + image.width());
  }
}
// end
