package io.tasks4j.examples.crash;

import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The program behind {@code bin/crash-proof}: a producer and two workers share one task file, and
 * are killed and started again at random. In the end every task that was accepted has run, and none
 * ran twice unless its worker was killed while it held it.
 */
public final class CrashProof {
  private static final String PRODUCER = "producer";
  private static final int WORKERS = 2;

  private final Site site;
  private final int tasks;
  private final int kills;
  private final Duration lease;
  private final Random random;
  private final PrintStream out;

  private final Map<String, Long> killedAt = new HashMap<>();
  private final Child[] workers = new Child[WORKERS];
  private Child producer;
  private int producerKills;

  private CrashProof(Path folder, int tasks, int kills, Duration lease, long seed, PrintStream out)
      throws IOException {
    this.site = new Site(folder);
    this.tasks = tasks;
    this.kills = kills;
    this.lease = lease;
    this.random = new Random(seed);
    this.out = out;
    this.producer = startProducer();
    for (int i = 0; i < WORKERS; i++) {
      workers[i] = startWorker(i);
    }
  }

  /** Arguments: how many tasks, how many kills; 10,000 and 20 without. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    Path folder = Files.createTempDirectory("tasks4j-crash-proof");
    long seed = System.nanoTime();
    boolean held = run(folder, tasks, kills, Duration.ofSeconds(5), seed, System.out);
    if (held) {
      delete(folder);
    } else {
      System.out.println("What the processes noted is in " + folder);
    }
    System.exit(held ? 0 : 1);
  }

  /**
   * Runs the proof and prints what it found.
   *
   * @param folder an empty folder
   * @param seed decides who is killed when, as far as chance is ours
   * @return whether all held
   */
  static boolean run(Path folder, int tasks, int kills, Duration lease, long seed, PrintStream out)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    out.printf(
        Locale.ROOT,
        "%d tasks, 1 producer, %d workers, %d kills, seed %d%n",
        tasks,
        WORKERS,
        kills,
        seed);
    CrashProof proof = new CrashProof(folder, tasks, kills, lease, seed, out);
    boolean held;
    try {
      held = proof.proceed();
    } finally {
      proof.killAll();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(Locale.ROOT, "%s in %.1f s%n", held ? "All held" : "NOT ALL HELD", seconds);
    return held;
  }

  private boolean proceed() throws IOException, InterruptedException {
    QueueStats end;
    try (TaskQueue queue = site.openQueue()) {
      Deque<Long> killAt = new ArrayDeque<>();
      random.longs(kills, 1, Math.max(2, tasks * 95L / 100)).sorted().forEach(killAt::add);
      while (true) {
        QueueStats now = stats(queue);
        long done = now.count(TaskStatus.SUCCESS) + now.count(TaskStatus.FAILURE);
        if (!killAt.isEmpty() && killAt.peek() <= done) {
          killAt.remove();
          killOne(done);
        } else if (!producer.process().isAlive()) {
          if (producer.process().exitValue() != 0) {
            throw new IllegalStateException("the producer failed; see " + site.folder());
          }
          if (now.live() == 0) {
            break;
          }
        }
        LockSupport.parkNanos(5_000_000);
      }
      for (Child worker : workers) {
        int exit = worker.end();
        if (exit != 0) {
          throw new IllegalStateException(worker.name() + " ended with " + exit);
        }
      }
      end = stats(queue);
    }
    return report(end);
  }

  private boolean report(QueueStats end) throws IOException {
    Verdict verdict = Verdict.of(site, PRODUCER, killedAt);
    long workerKills = killedAt.values().stream().filter(at -> at != Verdict.NEVER).count();
    List<String> leftovers = leftovers();
    out.printf(
        Locale.ROOT,
        "%6d tasks accepted, by a producer killed %d times%n",
        verdict.accepted(),
        producerKills);
    out.printf(Locale.ROOT, "%6d runs, by workers killed %d times%n", verdict.runs(), workerKills);
    out.printf(Locale.ROOT, "%6d accepted tasks never ran%n", verdict.lost());
    out.printf(
        Locale.ROOT,
        "%6d runs again, after a kill between effect and settlement%n",
        verdict.excused());
    out.printf(Locale.ROOT, "%6d runs again for no such reason%n", verdict.unexcused());
    out.printf(
        Locale.ROOT,
        "%6d tasks SUCCESS, %d dead letters, %d not ended%n",
        end.count(TaskStatus.SUCCESS),
        end.count(TaskStatus.FAILURE),
        end.live());
    out.printf(
        Locale.ROOT, "%6d files left beside the database: %s%n", leftovers.size(), leftovers);
    return verdict.accepted() == tasks
        && verdict.lost() == 0
        && verdict.unexcused() == 0
        && end.count(TaskStatus.SUCCESS) == tasks
        && end.count(TaskStatus.FAILURE) == 0
        && end.live() == 0
        && producerKills + workerKills == kills
        && leftovers.isEmpty();
  }

  private void killOne(long done) throws IOException, InterruptedException {
    int choice = random.nextInt(producer.process().isAlive() ? WORKERS + 1 : WORKERS);
    if (choice == WORKERS) {
      producer.kill();
      if (producer.process().exitValue() == 0) {
        // It had just ended by itself.
        killOne(done);
        return;
      }
      out.printf(Locale.ROOT, "%6d done, killed the producer%n", done);
      producerKills++;
      producer = startProducer();
    } else {
      out.printf(Locale.ROOT, "%6d done, killed %s%n", done, workers[choice].name());
      killedAt.put(workers[choice].name(), System.currentTimeMillis());
      workers[choice].kill();
      workers[choice] = startWorker(choice);
    }
  }

  private Child startProducer() throws IOException {
    return Child.start(site, ProducerProcess.class, PRODUCER, Integer.toString(tasks));
  }

  private Child startWorker(int index) throws IOException {
    String name = "worker-" + (index + 1) + "-" + killedAt.size();
    killedAt.put(name, Verdict.NEVER);
    return Child.start(site, WorkerProcess.class, name, lease.toString());
  }

  private void killAll() throws InterruptedException {
    producer.kill();
    for (Child worker : workers) {
      worker.kill();
    }
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(site.folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("tasks.db") && !name.equals("tasks.db"))
          .toList();
    }
  }

  private static QueueStats stats(TaskQueue queue) {
    return queue.admin().stats().values().stream()
        .reduce(new QueueStats(Map.of(), false), QueueStats::plus);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
