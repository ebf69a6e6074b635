package io.tasks4j.benchmarks.compare;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Ourselves, by an address of ours. A drain ends when all is settled, not only run. */
public final class Tasks4jContender extends Contender {
  private record Text(String text) {}

  private static final TaskType<Text, Void> TYPE = TaskType.of("bench", Text.class);
  private static final Text PAYLOAD = new Text(TEXT);
  private static final List<Text> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);

  private @Nullable TaskQueue queue;
  private @Nullable Worker idle;

  public static void main(String[] args) throws IOException {
    new Tasks4jContender().serve();
  }

  private TaskQueue queue() {
    return Objects.requireNonNull(queue, "not open");
  }

  @Override
  protected void open(String address) {
    queue = TaskQueue.open(address);
  }

  @Override
  protected void enqueue() {
    queue().enqueue(TYPE, PAYLOAD);
  }

  @Override
  protected boolean enqueueBatch() {
    queue().enqueueAll(TYPE, PAYLOADS);
    return true;
  }

  @Override
  protected long drain(int count, int concurrency, int millis) throws Exception {
    CountDownLatch left = new CountDownLatch(count);
    Task<Text, Void> task =
        Task.of(
            TYPE,
            (payload, context) -> {
              work(millis);
              left.countDown();
              return null;
            });
    long start = System.nanoTime();
    Worker worker = Worker.builder(queue()).register(task).concurrency(concurrency).start();
    left.await();
    if (!worker.stop(Duration.ofSeconds(30))) {
      throw new IllegalStateException("the worker did not settle all");
    }
    return System.nanoTime() - start;
  }

  @Override
  protected boolean startIdle() {
    idle =
        Worker.builder(queue())
            .register(
                Task.of(
                    TYPE,
                    (payload, context) -> {
                      begun();
                      return null;
                    }))
            .start();
    return true;
  }

  @Override
  protected void stopIdle() {
    Objects.requireNonNull(idle, "not started").stop(Duration.ofSeconds(10));
  }

  @Override
  protected void close() {
    queue().close();
  }
}
