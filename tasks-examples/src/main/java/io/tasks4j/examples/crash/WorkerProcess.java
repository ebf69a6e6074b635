package io.tasks4j.examples.crash;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, noting the effect of each and then that it was settled. May be killed at any time;
 * ends when its standard input does.
 */
final class WorkerProcess implements Task<Work, Void>, WorkerListener {
  private final Site.Notes notes;

  private WorkerProcess(Site.Notes notes) {
    this.notes = notes;
  }

  /** Arguments: the folder, the name of this process, its lease as ISO-8601. */
  public static void main(String[] args) throws IOException {
    Site site = new Site(Path.of(args[0]));
    try (TaskQueue queue = site.openQueue();
        Site.Notes notes = site.openNotes(args[1])) {
      WorkerProcess process = new WorkerProcess(notes);
      try (Worker worker =
          Worker.builder(queue)
              .name(args[1])
              .register(process)
              .listen(process)
              .lease(Duration.parse(args[2]))
              .build()) {
        worker.start();
        Child.awaitEndOfInput();
      }
    }
  }

  @Override
  public TaskType<Work, Void> type() {
    return Work.TYPE;
  }

  @Override
  public @Nullable Void execute(Work work, TaskContext context) throws IOException {
    if (!work.isWhole()) {
      throw context.giveUp("the payload of task " + work.number() + " is damaged");
    }
    // Work before and after the effect, so that kills hit both sides of it.
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(4_000_000));
    long now = System.currentTimeMillis();
    notes.write("ran " + work.number() + " " + context.fencingToken() + " " + now);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(4_000_000));
    return null;
  }

  @Override
  public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
    if (applied && outcome instanceof Outcome.Success) {
      try {
        notes.write("settled " + claim.id() + " " + claim.token());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
