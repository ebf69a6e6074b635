package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.schedule.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit's own test: each rule on exclusive tasks is broken by a backend that is wrong. */
class ExclusiveMutantsTest {
  /** A rule that does not come to its end is broken too. */
  private static final String PATIENCE = "5 s";

  private enum Wrong {
    LETS_ALL_IN("EXCL-1", () -> new Locked(LetsAllIn::new)),
    HAS_ONE_KEY_FOR_ALL("EXCL-2", () -> new Locked(OneKey::new)),
    RELEASES_NOTHING("EXCL-3", () -> new Locked(ReleasesNothing::new)),
    FORGETS_THE_KEY("EXCL-4", () -> new Forgetful(message -> true)),
    LACKS_LOCKS_UNLESS_OPENED_BY_ADDRESS("EXCL-4", WithoutLocksTest::backend),
    FORGETS_THE_KEY_IN_A_BATCH("EXCL-5", ForgetsBatches::new),
    FORGETS_THE_KEY_OF_FOLLOW_UPS("EXCL-6", ForgetsFollowUps::new),
    FORGETS_THE_KEY_OF_WHAT_WAITS("EXCL-7", () -> new Forgetful(m -> m.join().isPresent())),
    FORGETS_THE_KEY_OF_TICKS("EXCL-8", () -> new Forgetful(Wrong::isTick));

    private final String rule;

    @SuppressWarnings("ImmutableEnumChecker") // captures nothing
    private final Supplier<TaskBackend> opener;

    Wrong(String rule, Supplier<TaskBackend> opener) {
      this.rule = rule;
      this.opener = opener;
    }

    private static boolean isTick(TaskMessage message) {
      return message.headers().containsKey(Scheduler.TICK_HEADER);
    }
  }

  private static Supplier<TaskBackend> wrong = MemoryBackend::new;

  @TestFactory
  Stream<DynamicTest> every_wrong_backend_breaks_its_rule() {
    return Stream.of(Wrong.values())
        .map(
            mutant ->
                DynamicTest.dynamicTest(
                    mutant + " breaks " + mutant.rule,
                    () -> {
                      wrong = mutant.opener;
                      assertEquals(Set.of(mutant.rule), broken(mutant.rule));
                    }));
  }

  @Test
  void every_rule_is_broken_by_a_wrong_backend() {
    Set<String> rules = new TreeSet<>();
    for (var method : ExclusiveRules.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        rules.add(id(method.getAnnotation(DisplayName.class).value()));
      }
    }
    Set<String> broken = new TreeSet<>();
    Stream.of(Wrong.values()).forEach(mutant -> broken.add(mutant.rule));

    assertEquals(rules, broken);
  }

  private static Set<String> broken(String rule) {
    Set<String> broken = new TreeSet<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.FAILED) {
              broken.add(id(test.getDisplayName()));
            }
          }
        };
    PostDiscoveryFilter only =
        test -> FilterResult.includedIf(!test.isTest() || id(test.getDisplayName()).equals(rule));
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Exclusive.class))
                .configurationParameter(
                    "junit.jupiter.execution.timeout.testable.method.default", PATIENCE)
                .filters(only)
                .build(),
            listener);
    return broken;
  }

  private static String id(String displayName) {
    return displayName.split(":", 2)[0];
  }

  /** Run by this test alone: not named like a test, and no nested one. */
  static class Exclusive extends ExclusiveRules {
    Exclusive() {
      super(() -> wrong.get(), () -> Optional.of("memory:"));
    }
  }

  /** Forgets the exclusive key of some messages. */
  private static class Forgetful extends ForwardingBackend {
    private final Predicate<TaskMessage> which;

    Forgetful(Predicate<TaskMessage> which) {
      super(new MemoryBackend());
      this.which = which;
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      return super.enqueue(messages.stream().map(m -> which.test(m) ? withoutKey(m) : m).toList());
    }

    static TaskMessage withoutKey(TaskMessage message) {
      return message.toBuilder().exclusive(Optional.empty()).build();
    }
  }

  private static final class ForgetsBatches extends ForwardingBackend {
    ForgetsBatches() {
      super(new MemoryBackend());
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      return super.enqueue(
          messages.size() == 1 ? messages : messages.stream().map(Forgetful::withoutKey).toList());
    }
  }

  private static final class ForgetsFollowUps extends ForwardingBackend {
    ForgetsFollowUps() {
      super(new MemoryBackend());
    }

    @Override
    public Exchanged exchange(Exchange exchange) {
      List<Settlement> settlements =
          exchange.settlements().stream()
              .map(
                  s ->
                      new Settlement(
                          s.claim(),
                          s.outcome(),
                          s.followUps().stream().map(Forgetful::withoutKey).toList(),
                          s.progress()))
              .toList();
      return super.exchange(new Exchange(settlements, exchange.starts(), exchange.claim()));
    }
  }

  /** A right backend with locks that are wrong. */
  private static final class Locked extends ForwardingBackend {
    private final LockStore locks;

    Locked(UnaryOperator<LockStore> wrong) {
      super(new MemoryBackend());
      this.locks = wrong.apply(super.locks());
    }

    @Override
    public LockStore locks() {
      return locks;
    }
  }

  private static class WrongLocks implements LockStore {
    private final LockStore next;

    WrongLocks(LockStore next) {
      this.next = next;
    }

    @Override
    public OptionalLong acquire(String key, Duration ttl) {
      return next.acquire(key, ttl);
    }

    @Override
    public boolean renew(String key, long token, Duration ttl) {
      return next.renew(key, token, ttl);
    }

    @Override
    public boolean release(String key, long token) {
      return next.release(key, token);
    }
  }

  private static final class LetsAllIn extends WrongLocks {
    private final AtomicLong tokens = new AtomicLong();

    LetsAllIn(LockStore next) {
      super(next);
    }

    @Override
    public OptionalLong acquire(String key, Duration ttl) {
      return OptionalLong.of(tokens.incrementAndGet());
    }

    @Override
    public boolean renew(String key, long token, Duration ttl) {
      return true;
    }

    @Override
    public boolean release(String key, long token) {
      return true;
    }
  }

  private static final class OneKey extends WrongLocks {
    OneKey(LockStore next) {
      super(next);
    }

    @Override
    public OptionalLong acquire(String key, Duration ttl) {
      return super.acquire("all", ttl);
    }

    @Override
    public boolean renew(String key, long token, Duration ttl) {
      return super.renew("all", token, ttl);
    }

    @Override
    public boolean release(String key, long token) {
      return super.release("all", token);
    }
  }

  private static final class ReleasesNothing extends WrongLocks {
    ReleasesNothing(LockStore next) {
      super(next);
    }

    @Override
    public boolean release(String key, long token) {
      return true;
    }
  }
}
