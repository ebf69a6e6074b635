package io.tasks4j.chain;

import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A chain that was enqueued: to await, watch, cancel or retry it. Holds no resources. Thread-safe.
 *
 * <p>All it says is read from the records of the steps; there is none of the chain that could say
 * otherwise. Steps that are not kept any more count as done: the last one is kept longest.
 *
 * @param <R> result of the last step
 */
public final class ChainHandle<R> {
  private final TaskId id;
  private final TaskHandle<R> last;
  private final TaskQueue queue;

  private ChainHandle(TaskId id, TaskHandle<R> last, TaskQueue queue) {
    this.id = id;
    this.last = last;
    this.queue = queue;
  }

  /**
   * The handle of a chain enqueued before, perhaps by another process. Looks nothing up.
   *
   * @param last type of the last step
   */
  public static <R> ChainHandle<R> of(TaskQueue queue, TaskId id, TaskType<?, R> last) {
    return new ChainHandle<>(id, queue.handle(last, id), queue);
  }

  /** The chain's id. */
  public TaskId id() {
    return id;
  }

  /**
   * Waits until the chain has ended, at most {@code timeout}, and gives the result of its last
   * step.
   *
   * @param timeout zero or less looks once
   * @return the result, or null when the last step gave none
   * @throws io.tasks4j.AwaitTimeoutException when the time is up; the chain goes on
   * @throws TaskException what {@link TaskHandle#await} of the step throws that did not succeed
   */
  public @Nullable R await(Duration timeout) throws InterruptedException {
    try {
      return last.await(timeout);
    } catch (TaskCancelledException e) {
      Wholes.throwFirst(queue, last.metadata().error());
      throw e;
    }
  }

  /**
   * Where the chain stands.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public ChainStatus status() {
    TaskMetadata end = last.metadata();
    return end.status() == TaskStatus.PENDING && !hasStarted(end)
        ? ChainStatus.PENDING
        : Wholes.status(end.status(), end.error());
  }

  /**
   * How far the chain is: {@code ended} is the number of steps that succeeded, {@code failures} is
   * 1 when it has ended without success.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public ChainProgress progress() {
    TaskMetadata end = last.metadata();
    int steps = steps(end);
    int done = firstNotDone(steps) - 1;
    boolean failed = end.status().isTerminal() && end.status() != TaskStatus.SUCCESS;
    return new ChainProgress(done, failed ? 1 : 0, steps);
  }

  /**
   * Ends the chain: the step that waits is cancelled, the one that runs is asked to end, and those
   * after it do not run.
   *
   * @return whether there was anything left to end
   * @throws TaskNotFoundException when it is not kept any more
   */
  public boolean cancel() {
    TaskMetadata end = last.metadata();
    if (end.status().isTerminal()) {
      return false;
    }
    int steps = steps(end);
    boolean any = false;
    for (int step = firstNotDone(steps); step <= steps; step++) {
      CancelResult result = admin().cancel(ChainSteps.id(id, step, steps));
      if (result == CancelResult.CANCELLED) {
        // It takes all after it along.
        return true;
      }
      any |= result == CancelResult.REQUESTED;
    }
    return any;
  }

  /**
   * Goes on with a chain that failed or was cancelled, from the step that did not succeed: that one
   * is put back as new, and those after it wait again.
   *
   * @return false, and nothing runs, when it has not ended, or completed, or that step or one after
   *     it is not kept any more
   * @throws TaskNotFoundException when the chain is not kept any more
   */
  public boolean retry() {
    TaskMetadata end = last.metadata();
    if (end.status() != TaskStatus.FAILURE && end.status() != TaskStatus.CANCELLED) {
      return false;
    }
    int steps = steps(end);
    int step = firstFailed(end, steps);
    if (!areKept(step, steps)) {
      return false;
    }
    boolean putBack = admin().requeue(ChainSteps.id(id, step, steps));
    if (putBack && step < steps && isCancelled(step + 1, steps)) {
      // A cancel that met a running step ended the next one on its own.
      return admin().requeue(ChainSteps.id(id, step + 1, steps));
    }
    return putBack;
  }

  @Override
  public String toString() {
    return "ChainHandle[" + id + "]";
  }

  private TaskAdmin admin() {
    return queue.admin();
  }

  private static int steps(TaskMetadata end) {
    return end.message().part().map(CompositionPart::count).orElse(1);
  }

  private boolean hasStarted(TaskMetadata end) {
    return end.startedAt().isPresent()
        || admin()
            .find(ChainSteps.id(id, 1, steps(end)))
            .filter(first -> first.startedAt().isEmpty() && !first.status().isTerminal())
            .isEmpty();
  }

  /** Steps end in order, so the first that has not succeeded is found by halving. */
  private int firstNotDone(int steps) {
    int low = 1;
    int high = steps + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      Optional<TaskMetadata> step = admin().find(ChainSteps.id(id, middle, steps));
      if (step.isEmpty() || step.get().status() == TaskStatus.SUCCESS) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int firstFailed(TaskMetadata end, int steps) {
    TaskId origin = end.error().flatMap(TaskError::origin).orElse(id);
    int step = ChainSteps.find(id, origin, steps);
    // A running step that was asked to end may have ended after the next one did.
    return step > 1 && isFailed(step - 1, steps) ? step - 1 : step;
  }

  private boolean areKept(int from, int steps) {
    return IntStream.rangeClosed(from, steps)
        .allMatch(step -> admin().find(ChainSteps.id(id, step, steps)).isPresent());
  }

  private boolean isFailed(int step, int steps) {
    return admin()
        .find(ChainSteps.id(id, step, steps))
        .filter(t -> t.status() == TaskStatus.FAILURE || t.status() == TaskStatus.CANCELLED)
        .isPresent();
  }

  private boolean isCancelled(int step, int steps) {
    return admin()
        .find(ChainSteps.id(id, step, steps))
        .filter(t -> t.status() == TaskStatus.CANCELLED)
        .isPresent();
  }
}
