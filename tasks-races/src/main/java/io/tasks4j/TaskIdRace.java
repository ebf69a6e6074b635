package io.tasks4j;

import java.time.Instant;
import java.time.InstantSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Ids of one moment are made by two threads: each stamp once, and in the order of each thread. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "apart and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a stamp twice, or out of order")
@State
public class TaskIdRace {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private long one;
  private long two;
  private long three;

  private static long stamp() {
    return TaskId.next(CLOCK).value().getMostSignificantBits();
  }

  @Actor
  public void one() {
    one = stamp();
  }

  @Actor
  public void twoAndThree() {
    two = stamp();
    three = stamp();
  }

  @Arbiter
  public void look(ZZ_Result result) {
    result.r1 = one != two && one != three;
    result.r2 = two < three;
  }
}
