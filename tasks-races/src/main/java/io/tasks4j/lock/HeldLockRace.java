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
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A lock is closed twice while it is renewed: released once, and not held afterwards. */
@JCStressTest
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "released once")
@Outcome(expect = Expect.FORBIDDEN, desc = "held, or released twice")
@State
public class HeldLockRace {
  private static final Duration TTL = Duration.ofHours(1);

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
  private final HeldLock lock = new HeldLock(locks, "key", 1, TTL, System.nanoTime());

  @Actor
  public void one() {
    lock.close();
  }

  @Actor
  public void keeperThenOther() {
    lock.renew();
    lock.close();
  }

  @Arbiter
  public void look(ZI_Result result) {
    result.r1 = lock.isHeld();
    result.r2 = releases.get();
  }
}
