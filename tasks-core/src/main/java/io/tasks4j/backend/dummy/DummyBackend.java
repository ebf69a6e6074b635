package io.tasks4j.backend.dummy;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs nothing: every task succeeds as it is enqueued, without a result, and is recorded.
 *
 * <p>{@code dummy:} by address. Thread-safe. The record grows until {@link #clear}, so it is for
 * tests.
 */
public final class DummyBackend extends ForwardingBackend {
  private static final Duration LEASE = Duration.ofDays(1);
  private static final List<String> NO_QUEUE = List.of("dummy:nothing");

  private final MemoryBackend memory;
  private final List<TaskMessage> recorded = new ArrayList<>();

  /** An empty backend. */
  public DummyBackend() {
    this(BackendSettings.defaults());
  }

  /** An empty backend with a clock and a retention. */
  public DummyBackend(BackendSettings settings) {
    this(new MemoryBackend(settings));
  }

  private DummyBackend(MemoryBackend memory) {
    super(memory);
    this.memory = memory;
  }

  /** Every message accepted since the start or the last clear, in order. */
  public List<TaskMessage> recorded() {
    synchronized (recorded) {
      return List.copyOf(recorded);
    }
  }

  /** Forgets what was recorded. */
  public void clear() {
    synchronized (recorded) {
      recorded.clear();
    }
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities = EnumSet.copyOf(super.capabilities());
    capabilities.add(Capability.INLINE);
    return capabilities;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<EnqueueResult> results = memory.enqueue(messages);
    for (int i = 0; i < messages.size(); i++) {
      if (results.get(i).accepted()) {
        synchronized (recorded) {
          recorded.add(messages.get(i));
        }
        succeed(messages.get(i));
      }
    }
    return results;
  }

  /** Nothing, after the wait: a worker finds no task here, not even for a moment. */
  @Override
  public Claims claim(ClaimRequest request) {
    return super.claim(request.queues(NO_QUEUE));
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    return super.exchange(
        exchange.claim().map(r -> exchange.claim(r.queues(NO_QUEUE))).orElse(exchange));
  }

  private void succeed(TaskMessage message) {
    Deque<TaskId> todo = new ArrayDeque<>(List.of(message.id()));
    for (TaskId id; (id = todo.poll()) != null; ) {
      Optional<Claim> claim = memory.claim(id, ClaimRequest.of("dummy", message.queue(), LEASE));
      if (claim.isPresent()) {
        Outcome success = new Outcome.Success(Optional.empty());
        memory.settle(List.of(Settlement.of(claim.get(), success)));
        // What waited for it succeeds too.
        todo.addAll(memory.released(claim.get().message()));
      }
    }
  }
}
