package io.tasks4j.worker;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome.Success;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A task ends while the settler does: one of them settles it, and not both. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "settled once")
@Outcome(expect = Expect.FORBIDDEN, desc = "left unsettled, or settled twice")
@State
public class SettlerEndRace {
  private static final WorkerConfig CONFIG = WorkerConfig.of("w").queues(List.of("q"));
  private static final WorkerListener LISTENER = new WorkerListener() {};
  private static final OutageLog LINK = new OutageLog("w", LISTENER);
  private static final MemoryBackend MEMORY = new MemoryBackend();
  private static final TaskMessage MESSAGE =
      TaskMessage.builder(TaskId.derived("a"), "a", Payload.json("1"), Instant.EPOCH).build();

  private final AtomicInteger settled = new AtomicInteger();
  private final TaskBackend backend =
      new ForwardingBackend(MEMORY) {
        @Override
        public Exchanged exchange(Exchange exchange) {
          List<Boolean> applied = exchange.settlements().stream().map(s -> true).toList();
          settled.addAndGet(applied.size());
          return new Exchanged(applied, List.of(), Claims.NONE);
        }
      };
  private final InFlight inFlight = new InFlight();
  private final SlotPool slots = new SlotPool(1);
  private final Settler settler =
      new Settler(
          backend,
          inFlight,
          slots,
          new ClaimRequests(CONFIG, inFlight, LISTENER, MEMORY.results()),
          LINK,
          LISTENER);
  private final InFlightTask held = new InFlightTask(new Claim(MESSAGE, 1, 0, 0, false), MEMORY.results(), 0);

  public SettlerEndRace() {
    // As a stop does, after which nothing is claimed along.
    slots.close();
    settler.end();
  }

  @Actor
  public void slot() {
    settler.add(held, Settlement.of(held.claim(), new Success(Optional.empty())), 0);
  }

  @Actor
  public void settler() {
    settler.run();
  }

  @Arbiter
  public void look(I_Result result) {
    result.r1 = settled.get();
  }
}
