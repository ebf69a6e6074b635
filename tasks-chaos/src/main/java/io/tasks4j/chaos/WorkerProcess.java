package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs tasks until its input ends; then stops in good order. */
final class WorkerProcess {
  static final Duration LEASE = Duration.ofSeconds(3);

  private WorkerProcess() {}

  /** Arguments: those of a {@link Duty}. */
  public static void main(String[] args) throws Exception {
    CountDownLatch end = Child.endOfInput();
    Duty duty = Duty.of(args);
    try (Notes notes = new Notes(duty.notes());
        TaskQueue queue = duty.open(end, backend -> new RecordingBackend(backend, notes));
        Worker worker =
            Worker.builder(queue)
                .register(Load.tasks(notes).toArray(Task<?, ?>[]::new))
                .queues(Load.QUEUES.toArray(String[]::new))
                .concurrency(8)
                .lease(LEASE)
                .start()) {
      end.await();
      worker.stop(Duration.ofSeconds(10));
    }
  }
}
