package io.tasks4j.worker;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome.Success;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A task is settled while the writer of results ends: one of them stores its result. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "stored once")
@Outcome(expect = Expect.FORBIDDEN, desc = "not stored, or twice")
@State
public class ResultWriterEndRace {
  private static final WorkerListener LISTENER = new WorkerListener() {};
  private static final MemoryBackend MEMORY = new MemoryBackend();
  private static final Settlement SETTLEMENT =
      Settlement.of(
          new Claim(
              TaskMessage.builder(TaskId.derived("a"), "a", Payload.json("1"), Instant.EPOCH)
                  .build(),
              1,
              0,
              0,
              false),
          new Success(Optional.empty()));

  private final AtomicInteger stored = new AtomicInteger();
  private final ResultBackend store =
      new ResultBackend() {
        @Override
        public boolean store(TaskResult result) {
          stored.incrementAndGet();
          return true;
        }

        @Override
        public Optional<TaskResult> find(TaskId id) {
          return Optional.empty();
        }

        @Override
        public Optional<TaskResult> await(TaskId id, Duration timeout) {
          return Optional.empty();
        }

        @Override
        public boolean delete(TaskId id) {
          return false;
        }

        @Override
        public void close() {}
      };
  private final ResultWriter writer =
      new ResultWriter(store, MEMORY, "w", LISTENER, InstantSource.system());

  public ResultWriterEndRace() {
    writer.end();
  }

  @Actor
  public void settler() {
    writer.add(SETTLEMENT);
  }

  @Actor
  public void writer() {
    writer.run();
  }

  @Arbiter
  public void look(I_Result result) {
    result.r1 = stored.get();
  }
}
