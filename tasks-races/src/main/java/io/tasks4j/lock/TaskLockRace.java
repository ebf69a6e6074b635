package io.tasks4j.lock;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A lock is taken while all are closed: it is given back, and not kept until its TTL. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "given back once")
@Outcome(expect = Expect.FORBIDDEN, desc = "kept, or given back twice")
@State
public class TaskLockRace {
  private final AtomicInteger releases = new AtomicInteger();
  private final TaskLock locks =
      TaskLock.over(
          new LockStore() {
            @Override
            public OptionalLong acquire(String key, Duration ttl) {
              return OptionalLong.of(1);
            }

            @Override
            public boolean renew(String key, long token, Duration ttl) {
              return true;
            }

            @Override
            public boolean release(String key, long token) {
              releases.incrementAndGet();
              return true;
            }
          });

  @Actor
  public void taker() {
    try {
      boolean ignored = locks.acquire("key", Duration.ofHours(1)).isPresent();
    } catch (IllegalStateException e) {
      // It was closed before.
    }
  }

  @Actor
  public void closer() {
    locks.close();
  }

  @Arbiter
  public void look(I_Result result) {
    result.r1 = releases.get();
  }
}
