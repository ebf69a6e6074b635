package io.tasks4j.benchmarks.core;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From enqueue over the body to settled, on the memory backend: all that is not the store. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlowBenchmark {
  private static final int TASKS = 1_000;
  private static final TaskType<String, Void> TYPE = TaskType.of("bench", String.class);
  private static final String PAYLOAD = "x".repeat(198);
  private static final List<String> PAYLOADS = Collections.nCopies(TASKS, PAYLOAD);

  /** How many tasks run at once. */
  @Param({"1", "10"})
  public int concurrency;

  private final Semaphore settled = new Semaphore(0);

  // Few ended tasks are kept, so that the heap stays as it is.
  private final TaskQueue queue =
      TaskQueue.over(
          new MemoryBackend(
              BackendSettings.defaults()
                  .retention(
                      new Retention(Duration.ofMinutes(1), 1_000, Duration.ofMinutes(1), 1_000))));
  private @Nullable Worker worker;

  @Setup
  public void start() {
    worker =
        Worker.builder(queue)
            .register(Task.of(TYPE, (text, context) -> null))
            .concurrency(concurrency)
            .listen(
                new WorkerListener() {
                  @Override
                  public void settled(
                      Claim claim, Outcome outcome, boolean applied, Duration took) {
                    settled.release();
                  }
                })
            .start();
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void one_by_one() throws InterruptedException {
    for (int i = 0; i < TASKS; i++) {
      queue.enqueue(TYPE, PAYLOAD);
    }
    settled.acquire(TASKS);
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void in_batches() throws InterruptedException {
    queue.enqueueAll(TYPE, PAYLOADS);
    settled.acquire(TASKS);
  }

  @TearDown
  public void stop() {
    Objects.requireNonNull(worker).stop(Duration.ofSeconds(10));
    queue.close();
  }
}
