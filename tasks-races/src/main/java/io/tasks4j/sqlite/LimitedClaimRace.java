package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Outcome.Success;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A claim waits for a limit while the task ends that fills it: it gets the next one at once. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "claimed, at once or when told")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class LimitedClaimRace {
  /** Longer than any thread is off its processor, and short enough for a run that fails. */
  private static final Duration LONG = Duration.ofSeconds(3);

  private static final SqliteBackend BACKEND = SqliteBackend.open(WriterRace.file());
  private static final AtomicLong QUEUES = new AtomicLong();

  private final String queue = "q" + QUEUES.incrementAndGet();
  private final ClaimRequest request =
      ClaimRequest.of("w", queue, LONG.multipliedBy(100))
          .limits(new Limits(Map.of(queue, 1), Map.of()));
  private final Claim running;

  public LimitedClaimRace() {
    BACKEND.enqueue(List.of(task(), task()));
    running = BACKEND.claim(request).claims().get(0);
  }

  private TaskMessage task() {
    return TaskMessage.builder(TaskId.next(), "a", Payload.json("1"), Instant.EPOCH)
        .queue(queue)
        .build();
  }

  @Actor
  public void claimer(Z_Result result) {
    long begin = System.nanoTime();
    boolean claimed = !BACKEND.claim(request.maxWait(LONG)).claims().isEmpty();
    result.r1 = claimed && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2);
  }

  @Actor
  public void settler() {
    BACKEND.settle(List.of(Settlement.of(running, new Success(Optional.empty()))));
  }
}
