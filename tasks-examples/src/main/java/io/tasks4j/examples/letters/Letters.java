package io.tasks4j.examples.letters;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The program behind {@code bin/letters}: one process sends letters, others deliver them. Where the
 * tasks are kept, the address alone says.
 */
public final class Letters {
  /** What is to be delivered. */
  record Letter(String to) {}

  /** Its result is the process that delivered it. */
  static final TaskType<Letter, Long> DELIVER =
      TaskType.of("letters.deliver", Letter.class, Long.class);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Letters() {}

  /** Arguments: {@code work ADDRESS}, or {@code send ADDRESS COUNT}. */
  public static void main(String[] args) throws InterruptedException {
    try (TaskQueue queue = TaskQueue.open(args[1])) {
      if (args[0].equals("work")) {
        work(queue);
      } else {
        send(queue, Integer.parseInt(args[2]));
      }
    }
  }

  // snippet: letters-send
  private static void send(TaskQueue queue, int count) throws InterruptedException {
    List<Letter> letters =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new Letter("reader-" + i + "@example.org"))
            .toList();
    Map<Long, Integer> delivered = new TreeMap<>();
    for (TaskHandle<Long> handle : queue.enqueueAll(DELIVER, letters)) {
      Long process = Objects.requireNonNull(handle.await(PATIENCE));
      delivered.merge(process, 1, Integer::sum);
    }
    System.out.println(count + " letters delivered, by process: " + delivered);
  }

  // end

  // snippet: letters-work
  private static void work(TaskQueue queue) throws InterruptedException {
    Worker worker =
        Worker.builder(queue).register(Task.of(DELIVER, (letter, context) -> deliver())).start();
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    System.out.println("process " + ProcessHandle.current().pid() + " works");
    new CountDownLatch(1).await();
  }

  // end

  /** Takes a moment, as the post does. */
  private static long deliver() {
    LockSupport.parkNanos(20_000_000);
    return ProcessHandle.current().pid();
  }
}
