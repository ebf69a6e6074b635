package io.tasks4j.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One library under measurement, in a process of its own that obeys a line at a time.
 *
 * <p>The lines are {@code open ADDRESS}, {@code enqueue COUNT}, {@code enqueue8 COUNT}, {@code
 * batch COUNT}, {@code drain COUNT CONCURRENCY MILLIS}, {@code pickup COUNT}, {@code cpu} and
 * {@code close}; each is answered by {@code ok NUMBER...}, by {@code none} for what the library
 * does not have, or by {@code error TEXT}. So a contender can be written in any language.
 *
 * <p>Needs nothing but the JDK, so that it can be compiled beside any library.
 */
public abstract class Contender {
  /** The payload of every task: 200 bytes of JSON. */
  public static final String TEXT = "x".repeat(187);

  /** How many tasks a batch has. */
  public static final int BATCH = 100;

  private static final long PICK_UP_TIME = TimeUnit.SECONDS.toNanos(15);

  private final Random random = new Random(1);

  /** Opens a store in which there is nothing yet. */
  protected abstract void open(String address) throws Exception;

  /** Enqueues one task. Called by several threads at once. */
  protected abstract void enqueue() throws Exception;

  /** Enqueues {@link #BATCH} tasks in the library's best way; false when it has none. */
  protected abstract boolean enqueueBatch() throws Exception;

  /**
   * Starts a worker, lets it run {@code count} tasks that take {@code millis} each, and stops it.
   *
   * @return nanoseconds from the start until all were done
   */
  protected abstract long drain(int count, int concurrency, int millis) throws Exception;

  /** Starts an idle worker whose tasks call {@link #begun}. */
  protected abstract boolean startIdle() throws Exception;

  /** Stops that worker. */
  protected abstract void stopIdle() throws Exception;

  /** Closes the store. */
  protected abstract void close() throws Exception;

  private volatile long begunMicros;
  private volatile CountDownLatch begun = new CountDownLatch(0);

  /** The first line of a task's body while pick-up is measured. */
  protected final void begun() {
    begunMicros = micros();
    begun.countDown();
  }

  /** What a task does that takes {@code millis}. */
  protected static void work(int millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Obeys until the input ends. */
  protected final void serve() throws IOException {
    PrintStream out = System.out;
    // A library that prints must not answer for us.
    System.setOut(System.err);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line.split(" ")));
      out.flush();
    }
  }

  private String answer(String[] words) {
    try {
      switch (words[0]) {
        case "open" -> {
          open(words[1]);
          return "ok";
        }
        case "enqueue" -> {
          return "ok " + one(Integer.parseInt(words[1]));
        }
        case "enqueue8" -> {
          return "ok " + eight(Integer.parseInt(words[1]));
        }
        case "batch" -> {
          return batches(Integer.parseInt(words[1]));
        }
        case "drain" -> {
          return "ok "
              + drain(
                  Integer.parseInt(words[1]),
                  Integer.parseInt(words[2]),
                  Integer.parseInt(words[3]));
        }
        case "pickup" -> {
          return pickUp(Integer.parseInt(words[1]));
        }
        case "cpu" -> {
          return "ok " + cpu();
        }
        case "close" -> {
          close();
          return "ok";
        }
        default -> {
          return "error unknown command " + words[0];
        }
      }
    } catch (UnsupportedOperationException e) {
      return "none";
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      return "error " + e.toString().replace('\n', ' ');
    }
  }

  private long one(int count) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      enqueue();
    }
    return System.nanoTime() - start;
  }

  private long eight(int count) throws Exception {
    Thread[] threads = new Thread[8];
    Exception[] failures = new Exception[8];
    long start = System.nanoTime();
    for (int t = 0; t < threads.length; t++) {
      int number = t;
      threads[t] =
          new Thread(
              () -> {
                try {
                  one(count / 8);
                } catch (Exception e) {
                  failures[number] = e;
                }
              });
      threads[t].start();
    }
    for (int t = 0; t < threads.length; t++) {
      threads[t].join();
      if (failures[t] != null) {
        throw failures[t];
      }
    }
    return System.nanoTime() - start;
  }

  private String batches(int count) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < count / BATCH; i++) {
      if (!enqueueBatch()) {
        return "none";
      }
    }
    return "ok " + (System.nanoTime() - start);
  }

  private String pickUp(int count) throws Exception {
    if (!startIdle()) {
      return "none";
    }
    StringBuilder answer = new StringBuilder("ok");
    long end = System.nanoTime() + PICK_UP_TIME;
    // Whoever polls every few seconds gets fewer tries, and has less to warm up.
    for (int i = -5; i < count && (i < 3 || System.nanoTime() < end); i++) {
      if (i < 0 && System.nanoTime() > end - PICK_UP_TIME / 2) {
        i = 0;
      }
      // At no fixed distance, so that no poll falls into step.
      new CountDownLatch(1).await(20 + random.nextInt(60), TimeUnit.MILLISECONDS);
      begun = new CountDownLatch(1);
      long before = micros();
      enqueue();
      if (!begun.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a task was not begun within a minute");
      }
      if (i >= 0) {
        answer.append(' ').append(begunMicros - before);
      }
    }
    stopIdle();
    return answer.toString();
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
