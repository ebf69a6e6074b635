package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;

/** Runs tasks until its input ends; then stops in good order. */
final class WorkerProcess {
  static final Duration LEASE = Duration.ofSeconds(3);

  private WorkerProcess() {}

  /** Arguments: address, file for its notes, planted fault. */
  public static void main(String[] args) throws Exception {
    Plant plant = Plant.valueOf(args[2]);
    try (Notes notes = new Notes(Path.of(args[1]));
        TaskQueue queue =
            Child.open(args[0], backend -> new RecordingBackend(plant.in(backend), notes));
        Worker worker =
            Worker.builder(queue)
                .register(Load.tasks(notes).toArray(Task<?, ?>[]::new))
                .queues(Load.QUEUES.toArray(String[]::new))
                .concurrency(8)
                .lease(LEASE)
                .start()) {
      Child.endOfInput().await();
      worker.stop(Duration.ofSeconds(10));
    }
  }
}
