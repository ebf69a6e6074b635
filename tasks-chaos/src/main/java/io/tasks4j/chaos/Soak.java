package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.worker.Worker;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The program behind {@code bin/soak}: a producer, a worker and a scheduler in this process, at a
 * part of what they can do, for long; nothing that a process or its store holds may grow.
 */
public final class Soak {
  private static final double PART_OF_CAPACITY = 0.7;
  private static final int MOST_LIVE = 1_000;
  private static final int SAMPLES = 120;
  private static final int ROWS = 24;

  /** So that the run meets the bounds of retention early. */
  private static final String KEEP_FEW = "?finishedCount=1000&deadCount=100&maxDeliveries=1000";

  /** What a planted leak holds on to. */
  private static final List<byte[]> LEAKED = new ArrayList<>();

  private final TaskQueue queue;
  private final Gauges gauges;
  private final PrintStream out;
  private final boolean leaks;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong made = new AtomicLong();

  /** Nanoseconds between two enqueues; 0 is as fast as the worker can. */
  private volatile long pause;

  private Soak(TaskQueue queue, Gauges gauges, PrintStream out, boolean leaks) {
    this.queue = queue;
    this.gauges = gauges;
    this.out = out;
    this.leaks = leaks;
  }

  /** Arguments: backend, minutes, {@code LEAK} to plant one; the last may be left out. */
  public static void main(String[] args) throws Exception {
    Duration time = Duration.ofMillis((long) (60_000 * Double.parseDouble(args[1])));
    boolean leaks = args.length > 2 && args[2].equals("LEAK");
    Path folder = Files.createTempDirectory("tasks4j-soak");
    boolean flat;
    try (Store store = Store.of(args[0], folder, Optional.empty())) {
      String address = store.directAddress().replaceFirst("\\?.*", KEEP_FEW);
      if (args[0].equals("rabbitmq")) {
        address += "&store=sqlite:" + folder.resolve("tasks.db");
      }
      try (TaskQueue queue = TaskQueue.open(address);
          Gauges gauges = new Gauges(store, folder)) {
        flat = new Soak(queue, gauges, System.out, leaks).run(time);
      }
    }
    System.exit(flat ? 0 : 1);
  }

  private boolean run(Duration time) throws Exception {
    Scheduler scheduler = Ticking.scheduler(queue);
    try (Notes nowhere = new Notes(Path.of("/dev/null"));
        Worker worker =
            Worker.builder(queue)
                .register(Load.tasks(nowhere).toArray(Task<?, ?>[]::new))
                .queues(Load.QUEUES.toArray(String[]::new))
                .concurrency(64)
                .start()) {
      Thread producer = new Thread(() -> produce(nowhere), "soak-producer");
      producer.start();
      Duration first = time.dividedBy(10);
      long before = made.get();
      Thread.sleep(first.toMillis());
      double capacity = (made.get() - before) * 1e3 / first.toMillis();
      pause = (long) (1e9 / (capacity * PART_OF_CAPACITY));
      out.printf(
          Locale.ROOT,
          "%.0f enqueues a second go through; %.0f a second from now on%n",
          capacity,
          capacity * PART_OF_CAPACITY);

      List<double[]> samples = sample(time.minus(first));

      over.set(true);
      producer.join();
      boolean ignored = worker.stop(Duration.ofSeconds(10));
      out.printf(Locale.ROOT, "%d enqueues in all, %d tasks live at the end%n", made.get(), live());
      return Growth.print(gauges.names(), samples, out);
    } finally {
      scheduler.close();
    }
  }

  private List<double[]> sample(Duration time) throws Exception {
    List<double[]> samples = new ArrayList<>();
    out.println(Growth.head(gauges.names()));
    for (int i = 0; i < SAMPLES; i++) {
      Thread.sleep(time.toMillis() / SAMPLES);
      double[] now = gauges.read();
      samples.add(now);
      if (i % (SAMPLES / ROWS) == 0 || i == SAMPLES - 1) {
        out.println(Growth.row(now));
      }
    }
    return samples;
  }

  private void produce(Notes nowhere) {
    ProducerProcess producer = new ProducerProcess(queue, nowhere, 42);
    long next = System.nanoTime();
    try {
      while (!over.get()) {
        producer.one();
        if (leaks) {
          LEAKED.add(new byte[1_000]);
        }
        long count = made.incrementAndGet();
        // There may be a backlog, and no more than that: at capacity, and when the machine is busy.
        while (count % 100 == 0 && live() > MOST_LIVE && !over.get()) {
          Thread.sleep(5);
        }
        if (pause > 0) {
          next = Math.max(next + pause, System.nanoTime() - 1_000_000_000);
          LockSupport.parkNanos(next - System.nanoTime());
        } else {
          next = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long live() {
    return queue.admin().stats().values().stream().mapToLong(QueueStats::live).sum();
  }
}
