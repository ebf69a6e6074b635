package io.tasks4j.examples.crash;

import io.tasks4j.TaskOptions;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Enqueues tasks 0 to N-1, noting each one when it was accepted. May be killed at any time. */
final class ProducerProcess {
  /** Enqueues no more while so many wait, so that there is a producer to kill to the end. */
  private static final long BACKLOG = 150;

  private ProducerProcess() {}

  /** Arguments: the folder, the name of the notes to go on with, how many tasks. */
  public static void main(String[] args) throws IOException {
    Child.endWithParent();
    Site site = new Site(Path.of(args[0]));
    int tasks = Integer.parseInt(args[2]);
    // The task after the last one noted may have been accepted, too; its id says so.
    List<String> noted = site.notes(args[1]);
    int next = noted.isEmpty() ? 0 : Integer.parseInt(noted.get(noted.size() - 1)) + 1;
    try (TaskQueue queue = site.openQueue();
        Site.Notes notes = site.openNotes(args[1])) {
      for (int number = next; number < tasks; number++) {
        if (number % 50 == 0) {
          awaitRoom(queue);
        }
        queue.enqueue(Work.TYPE, Work.of(number), TaskOptions.defaults().id(Work.id(number)));
        notes.write(Integer.toString(number));
      }
    }
  }

  private static void awaitRoom(TaskQueue queue) {
    while (queue.admin().stats().values().stream().mapToLong(QueueStats::live).sum() > BACKLOG) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
