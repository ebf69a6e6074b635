package io.tasks4j.examples.quickstart;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Retention;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the thumbnails of a gallery: enqueues a task for each image, works, and reports. */
final class Thumbnails implements AutoCloseable {
  /**
   * How long a task is held without sign of life. Short, so that after a kill -9 the next run soon
   * takes over what was being worked on.
   */
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Ended tasks are kept for good: they are how a later run knows what is done. */
  private static final Retention FOR_GOOD =
      new Retention(
          Duration.ofDays(36_500), Integer.MAX_VALUE, Duration.ofDays(36_500), Integer.MAX_VALUE);

  private static final int MOST_LISTED = 20;

  private final Gallery gallery;
  private final Screen screen;
  private final TaskQueue queue;
  private final GalleryTasks tasks;

  /** Opens the tasks of {@code gallery}. */
  Thumbnails(Gallery gallery, Screen screen) {
    this.gallery = gallery;
    this.screen = screen;
    // TaskQueue.open("sqlite:tasks.db") is the short way; this one takes any path and setting.
    BackendSettings settings = BackendSettings.defaults().retention(FOR_GOOD);
    this.queue =
        TaskQueue.over(
            SqliteBackend.open(gallery.database(), SqliteConfig.defaults().settings(settings)));
    this.tasks = new GalleryTasks(queue, gallery);
  }

  /** Brings the task of every image to its end, and then has them drawn on one sheet. */
  Summary run(boolean requeue) throws IOException, InterruptedException {
    List<Picture> all = gallery.pictures();
    Map<MakeThumbnail.Image, TaskMetadata> known = tasks.byImage();
    Map<TaskId, Picture> pictures = new LinkedHashMap<>();
    List<Picture> fresh = new ArrayList<>();
    int done = 0;
    int dead = 0;
    for (Picture picture : all) {
      TaskMetadata task = known.get(picture.payload());
      if (task == null || isToBeRepeated(task, picture, requeue)) {
        fresh.add(picture);
        continue;
      }
      pictures.put(task.id(), picture);
      done += task.status() == TaskStatus.SUCCESS ? 1 : 0;
      dead += task.status() == TaskStatus.FAILURE ? 1 : 0;
    }
    pictures.putAll(tasks.enqueue(fresh));
    int left = all.size() - done - dead;
    screen.line(
        String.format(Locale.ROOT, "%s: %d images, %d to do", gallery.folder(), all.size(), left));

    long start = System.nanoTime();
    Screen.Meter meter = screen.meter("Thumbnails", all.size(), done + dead);
    Progress progress = new Progress(screen, meter, pictures);
    boolean sheetIsMissing = done > 0 && Files.notExists(gallery.sheet());
    try (meter) {
      if (left > 0 || sheetIsMissing) {
        work(pictures.keySet(), progress);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    List<TaskMetadata> deadLetters = deadLetters(pictures.keySet());
    show(deadLetters, pictures);
    if (Files.exists(gallery.sheet())) {
      screen.line("Contact sheet: " + gallery.sheet());
    }
    return progress.summary(all.size(), done, deadLetters.size(), took);
  }

  @Override
  public void close() {
    queue.close();
  }

  /** Makes way for another task: where someone removed the thumbnail, or wants a dead one again. */
  private boolean isToBeRepeated(TaskMetadata task, Picture picture, boolean requeue) {
    boolean removed =
        task.status() == TaskStatus.SUCCESS && Files.notExists(gallery.thumbnail(picture.name()));
    boolean wanted = task.status() == TaskStatus.FAILURE && requeue;
    return (removed || wanted) && queue.admin().purge(task.id());
  }

  private void work(Set<TaskId> ids, Progress progress) throws InterruptedException {
    Worker worker =
        Worker.builder(queue)
            .register(new MakeThumbnail(gallery), new ContactSheet(gallery))
            .concurrency(4)
            .lease(LEASE)
            .listen(progress)
            .build();
    Thread stop = new Thread(() -> stopEarly(worker), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (worker) {
      worker.start();
      // Not only this worker's tasks: another run on the same folder may hold some.
      for (TaskId id : ids) {
        awaitEnd(id);
      }
      for (TaskId sheet : tasks.sheets()) {
        awaitEnd(sheet);
      }
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private void awaitEnd(TaskId id) throws InterruptedException {
    boolean waits = true;
    while (waits) {
      boolean ended = queue.backend().results().await(id, Duration.ofSeconds(1)).isPresent();
      // Another run on this folder may have been told to forget it.
      waits = !ended && queue.admin().find(id).isPresent();
    }
  }

  /** On Ctrl-C: what runs may finish, the rest is given back. */
  private void stopEarly(Worker worker) {
    worker.stop(Duration.ofSeconds(5));
    screen.line("Stopped early. The same command goes on from here.");
  }

  private List<TaskMetadata> deadLetters(Set<TaskId> ids) {
    TaskQuery query = TaskQuery.deadLetters().name(MakeThumbnail.TYPE.name()).limit(10_000);
    return queue.admin().list(query).stream().filter(task -> ids.contains(task.id())).toList();
  }

  private void show(List<TaskMetadata> deadLetters, Map<TaskId, Picture> pictures) {
    if (deadLetters.isEmpty()) {
      return;
    }
    screen.line("Dead letters (repair or remove the file, or run with --requeue):");
    for (TaskMetadata task : deadLetters.subList(0, Math.min(MOST_LISTED, deadLetters.size()))) {
      String name = Objects.requireNonNull(pictures.get(task.id())).name();
      String why = task.error().map(Progress::why).orElse("no error is known");
      screen.line(String.format(Locale.ROOT, "  %s, %d attempts: %s", name, task.attempts(), why));
    }
    if (deadLetters.size() > MOST_LISTED) {
      screen.line(String.format(Locale.ROOT, "  and %d more", deadLetters.size() - MOST_LISTED));
    }
  }
}
