package io.tasks4j.sqlite;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** One looks and waits, the other makes something ready and raises: the wait ends. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "it was seen, at once or after the wait")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class SignalRace {
  /** Longer than any thread is off its processor, and short enough for a run that fails. */
  private static final long LONG = 3_000_000_000L;

  private final WakeUp signal = new WakeUp();

  /** Plain: the signal alone makes it visible. */
  private boolean ready;

  @Actor
  public void waiter(Z_Result result) {
    long seen = signal.version();
    if (ready) {
      result.r1 = true;
      return;
    }
    long begin = System.nanoTime();
    while (signal.version() == seen && System.nanoTime() - begin < LONG) {
      signal.await(seen, LONG);
    }
    result.r1 = ready && System.nanoTime() - begin < LONG;
  }

  @Actor
  public void raiser() {
    ready = true;
    signal.raise();
  }
}
