package io.tasks4j.worker;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Slot and settler both take a claim on its last delivery away, while another one comes: it is
 * counted once, or a worker would claim too little for ever, or too much.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "one is left, and counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "counted wrongly")
@State
public class InFlightRace {
  private static final ResultBackend RESULTS = new MemoryBackend().results();
  private static final TaskMessage MESSAGE =
      TaskMessage.builder(TaskId.derived("a"), "a", Payload.json("1"), Instant.EPOCH).build();

  private final InFlight inFlight = new InFlight();
  private final InFlightTask ending = held(1);
  private final InFlightTask coming = held(2);

  public InFlightRace() {
    inFlight.add(ending);
  }

  private static InFlightTask held(long token) {
    return new InFlightTask(new Claim(MESSAGE, token, 0, 2, true), RESULTS, 0);
  }

  @Actor
  public void slot() {
    inFlight.remove(ending);
  }

  @Actor
  public void settlerThatClaimsAlong() {
    inFlight.remove(ending);
    inFlight.add(coming);
  }

  @Arbiter
  public void look(ZI_Result result) {
    result.r1 = inFlight.hasSuspect();
    result.r2 = inFlight.size();
    inFlight.remove(coming);
    result.r1 &= !inFlight.hasSuspect();
  }
}
