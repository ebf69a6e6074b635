package io.tasks4j.executor;

import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.internal.Durations;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on the caller's thread while it is enqueued, through the codec, with its retries.
 *
 * <p>{@code immediate:} by address. Due times and the delays before retries are left out: nothing
 * is waited for. It needs to know the tasks: a worker started on it hands them over, and runs
 * nothing itself; what was enqueued before, or is snoozed, waits like on any backend. Tasks that
 * waited for others run as soon as those have ended. Thread-safe.
 */
public final class ImmediateBackend extends ForwardingBackend {
  private static final String WORKER = "immediate";
  private static final Duration HIDDEN = Durations.MAX;
  private static final Duration LEASE = Duration.ofDays(1);

  private final MemoryBackend memory;
  private final AtomicReference<@Nullable Function<Claim, Settlement>> executor =
      new AtomicReference<>();

  /** A backend that knows no task yet. */
  public ImmediateBackend() {
    this(BackendSettings.defaults());
  }

  /** A backend that knows no task yet, with settings. */
  public ImmediateBackend(BackendSettings settings) {
    this(new MemoryBackend(settings));
  }

  private ImmediateBackend(MemoryBackend memory) {
    super(memory);
    this.memory = memory;
  }

  /** Runs tasks by {@code next} from now on, beginning with those that wait. */
  @Override
  public void attach(Function<Claim, Settlement> next) {
    executor.set(next);
    memory.waiting().forEach(id -> memory.claim(id, request()).ifPresent(c -> run(c, next)));
  }

  /** Runs no more tasks by {@code former}: they wait until another executor is attached. */
  @Override
  public void detach(Function<Claim, Settlement> former) {
    executor.compareAndSet(former, null);
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities = EnumSet.copyOf(super.capabilities());
    capabilities.add(Capability.INLINE);
    return capabilities;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<EnqueueResult> results = memory.enqueue(hidden(messages));
    Function<Claim, Settlement> current = executor.get();
    if (current != null) {
      results.stream()
          .filter(EnqueueResult::accepted)
          .forEach(r -> memory.claim(r.id(), request()).ifPresent(c -> run(c, current)));
    }
    return results;
  }

  private void run(Claim first, Function<Claim, Settlement> current) {
    // Follow-ups one after the other: a long chain of them would overflow the stack.
    Deque<Claim> todo = new ArrayDeque<>(List.of(first));
    // An interrupt before this is the caller's own, and no task's.
    boolean interrupted = Thread.interrupted();
    for (Claim claim; (claim = todo.poll()) != null; ) {
      Settlement ended = current.apply(claim);
      Outcome outcome =
          ended.outcome() instanceof Outcome.Retry retry
              ? new Outcome.Retry(HIDDEN, retry.error())
              : ended.outcome();
      List<TaskMessage> followUps = hidden(ended.followUps());
      memory.settle(List.of(new Settlement(claim, outcome, followUps, ended.progress())));
      followUps.forEach(m -> memory.claim(m.id(), request()).ifPresent(todo::add));
      if (outcome instanceof Outcome.Retry) {
        memory.claim(claim.id(), request()).ifPresent(todo::addFirst);
      }
      memory
          .released(claim.message())
          .forEach(id -> memory.claim(id, request()).ifPresent(todo::add));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Due so late that no worker on this backend claims what its own caller is about to run. */
  private static List<TaskMessage> hidden(List<TaskMessage> messages) {
    Optional<When> late = Optional.of(new When.After(HIDDEN));
    return messages.stream().map(m -> m.toBuilder().due(late).build()).toList();
  }

  private static ClaimRequest request() {
    return ClaimRequest.of(WORKER, "any", LEASE);
  }
}
