package io.tasks4j.executor;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/** A task is enqueued while a worker is attached: one of the two callers runs it. */
@JCStressTest
@Outcome(id = "SUCCESS, 1", expect = Expect.ACCEPTABLE, desc = "run once")
@Outcome(expect = Expect.FORBIDDEN, desc = "left waiting, or run twice")
@State
public class ImmediateBackendRace {
  private static final TaskExecutor EXECUTOR =
      new TaskExecutor(
          TaskRegistry.of(
              List.of(Task.of(TaskType.of("a", Integer.class, Integer.class), (n, context) -> n))),
          QueueConfig.create(),
          Set.of(),
          List.of(),
          Duration.ZERO);
  private static final TaskMessage MESSAGE =
      TaskMessage.builder(TaskId.derived("a"), "a", Payload.json("1"), Instant.EPOCH).build();

  private final ImmediateBackend backend = new ImmediateBackend();

  @Actor
  public void producer() {
    backend.enqueue(List.of(MESSAGE));
  }

  @Actor
  public void worker() {
    backend.attach(claim -> EXECUTOR.execute(new Execution(claim)));
  }

  @Arbiter
  public void look(LI_Result result) {
    backend
        .admin()
        .find(MESSAGE.id())
        .ifPresent(
            found -> {
              result.r1 = found.status();
              result.r2 = found.attempts();
            });
  }
}
