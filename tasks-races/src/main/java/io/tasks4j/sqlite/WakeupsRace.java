package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** One awaits a task that another no longer awaits, and that ends: it is told. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the end was seen, at once or told")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class WakeupsRace {
  /** Longer than any thread is off its processor, and short enough for a run that fails. */
  private static final long LONG = 3_000_000_000L;

  private static final TaskId TASK = TaskId.derived("a");
  private static final CommitWakeUps WAKEUPS = CommitWakeUps.of(Path.of("races"));

  /** As the file would say. */
  private volatile boolean ended;

  public WakeupsRace() {
    WAKEUPS.ending(TASK);
  }

  @Actor
  public void waiter(Z_Result result) {
    WakeUp ending = WAKEUPS.ending(TASK);
    try {
      long begin = System.nanoTime();
      long seen = ending.version();
      while (!ended && ending.version() == seen && System.nanoTime() - begin < LONG) {
        ending.await(seen, LONG);
      }
      result.r1 = ended && System.nanoTime() - begin < LONG;
    } finally {
      WAKEUPS.forget(TASK);
    }
  }

  @Actor
  public void otherThenWriter() {
    WAKEUPS.forget(TASK);
    ended = true;
    WAKEUPS.ended(List.of(TASK));
  }
}
