package io.tasks4j.tck.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.AwaitTimeoutException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.chain.ChainHandle;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chains and a group whose workers, each a JVM of its own, are killed at random, and a task that
 * ends its JVM: tests to inherit by backends that outlive their process.
 */
public abstract class CrashContract {
  private static final int WORKERS = 2;
  private static final int KILLS = 8;
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(250);
  private static final Duration LAST_WAIT = Duration.ofSeconds(90);

  @SuppressWarnings("NullAway.Init") // set before each test
  @TempDir
  Path folder;

  private final List<ChildJvm> running = new ArrayList<>();
  private final List<ChildJvm> all = new ArrayList<>();
  private final Random random = new Random(7);
  private int kills;

  /**
   * The address of a store without live tasks, by which other processes open it too.
   *
   * @param maxDeliveries the setting of this name
   */
  protected abstract String address(int maxDeliveries) throws Exception;

  @AfterEach
  void killWorkers() throws Exception {
    for (ChildJvm worker : running) {
      worker.process().destroyForcibly().waitFor();
    }
  }

  @Test
  void chains_of_5_and_a_group_of_100_come_out_right_though_workers_are_killed() throws Exception {
    // A task may well be killed more than three times here.
    String address = address(100);
    try (TaskQueue queue = TaskQueue.open(address)) {
      List<ChainHandle<Integer>> chains = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        chains.add(
            queue.enqueue(
                TaskChain.startWith(CrashWorker.STEP, i * 100)
                    .thenAll(Collections.nCopies(4, CrashWorker.STEP))));
      }
      GroupHandle<Integer, Integer> group =
          queue.enqueue(
              TaskGroup.of(CrashWorker.STEP, IntStream.range(0, 100).boxed().toList())
                  .then(CrashWorker.SUM));
      for (int i = 0; i < WORKERS; i++) {
        start(address);
      }

      for (int i = 0; i < chains.size(); i++) {
        assertEquals(i * 100 + 5, await(address, chains.get(i)::await));
      }
      assertEquals(5_050, await(address, group::await));

      assertEquals(new ChainProgress(100, 0, 100), group.progress());
      assertEquals(new ChainProgress(5, 0, 5), chains.get(0).progress());
    }
    assertTrue(kills >= 3, () -> "only " + kills + " workers were killed");
    // Killed at it, the callback runs again, with its attempt raised; released twice, it would not.
    List<String> callbacks = said("sum ");
    assertTrue(!callbacks.isEmpty(), "the callback did not run");
    assertEquals(new HashSet<>(callbacks).size(), callbacks.size(), callbacks::toString);
    List<String> steps = said("step ");
    assertEquals(new HashSet<>(steps).size(), steps.size(), "a step ran twice under one attempt");
    assertTrue(steps.size() >= 150, () -> steps.size() + " deliveries of 150 tasks");
  }

  @Test
  void a_task_that_ends_its_jvm_is_a_dead_letter_and_its_neighbours_succeed() throws Exception {
    String address = address(3);
    try (TaskQueue queue = TaskQueue.open(address)) {
      TaskHandle<Integer> killer = queue.enqueue(CrashWorker.HALT, 0);
      List<TaskHandle<Integer>> good =
          queue.enqueueAll(CrashWorker.STEP, IntStream.range(0, 10).boxed().toList());

      long end = System.nanoTime() + LAST_WAIT.toNanos();
      while (!killer.isDone() && System.nanoTime() < end) {
        if (running.isEmpty()) {
          ChildJvm worker = CrashWorker.start(folder, address);
          running.add(worker);
          all.add(worker);
        }
        running.removeIf(CrashContract::hasEnded);
      }

      assertThrows(TaskExecutionException.class, () -> killer.await(Duration.ZERO));
      for (int i = 0; i < good.size(); i++) {
        assertEquals(i + 1, good.get(i).await(LAST_WAIT));
        assertEquals(0, good.get(i).metadata().failures());
      }
    }
    assertEquals(3, said("halt ").size(), "deliveries of the task that ends its JVM");
  }

  private static boolean hasEnded(ChildJvm worker) {
    try {
      return worker.process().waitFor(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Await {
    @Nullable Integer await(Duration timeout) throws InterruptedException;
  }

  /** Waits for a result, and kills a worker again and again meanwhile. */
  private @Nullable Integer await(String address, Await handle) throws Exception {
    while (kills < KILLS) {
      try {
        return handle.await(BETWEEN_KILLS);
      } catch (AwaitTimeoutException e) {
        running.remove(random.nextInt(WORKERS)).process().destroyForcibly().waitFor();
        kills++;
        start(address);
      }
    }
    return handle.await(LAST_WAIT);
  }

  private void start(String address) throws Exception {
    ChildJvm worker = CrashWorker.start(folder, address);
    running.add(worker);
    all.add(worker);
    CrashWorker.awaitReady(worker);
  }

  private List<String> said(String prefix) throws IOException {
    List<String> said = new ArrayList<>();
    for (ChildJvm worker : all) {
      worker.lines().stream().filter(line -> line.startsWith(prefix)).forEach(said::add);
    }
    return said;
  }
}
