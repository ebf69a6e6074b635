package io.tasks4j.redis;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims are lost, and others begin: each name is taken up once, and none is forgotten. */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "each by one")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, or taken up twice")
@State
public class LostCallsRace {
  private static final List<String> QUEUES = List.of("q");

  private final LostCalls lost = new LostCalls();
  private int one;
  private int two;

  private int next() {
    LostCalls.Call call = lost.next("w", QUEUES);
    return call.again() ? Integer.parseInt(call.name()) : 0;
  }

  private void lose(int name) {
    lost.add("w", QUEUES, new LostCalls.Call(Integer.toString(name), false));
  }

  @Actor
  public void one() {
    lose(1);
    one = next();
  }

  @Actor
  public void two() {
    lose(2);
    two = next();
  }

  @Arbiter
  public void look(II_Result result) {
    // Bits of the names, and how many there are with what is left.
    int[] taken = {one, two, next(), next()};
    for (int name : taken) {
      result.r1 += name == 0 ? 0 : 1;
    }
    result.r2 = Integer.bitCount(one | two | taken[2] | taken[3]);
  }
}
