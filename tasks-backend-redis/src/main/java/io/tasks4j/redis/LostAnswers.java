package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Settlement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Names of calls whose answers did not reach the caller, although they may have taken effect. What
 * is sent once more goes by such a name: a settlement hears what became of it, and not that
 * somebody else ended the task; the next claim of the same worker gets what was claimed for it.
 *
 * <p>A worker tries again 5 s after the last try at the latest, or never, as when it was stopped.
 * So what nobody has tried for an hour is forgotten, and the oldest beyond 10,000: then a
 * settlement is judged anew, and claims come back when their leases lapse. Thread-safe.
 */
final class LostAnswers {
  static final int MOST = 10_000;
  static final int MOST_OF_A_CLAIMER = 100;
  static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** By who may send again; whoever sent last comes last. */
  private final Map<Sender, Lost> lost = new LinkedHashMap<>();

  private final LongSupplier nanoTime;

  LostAnswers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * One call.
   *
   * @param sent whether a call of this name was sent before
   */
  record Call(String name, boolean sent) {
    static Call first() {
      return new Call(newName(), false);
    }
  }

  private sealed interface Sender permits End, Claimer {}

  /** One end of one claim. */
  private record End(TaskId id, long token, Class<?> outcome) implements Sender {
    static End of(Settlement s) {
      return new End(s.claim().id(), s.claim().token(), s.outcome().getClass());
    }
  }

  private record Claimer(String worker, List<String> queues) implements Sender {}

  private record Lost(Deque<String> calls, long nanos) {}

  /** A name that no other call has. */
  static String newName() {
    return Long.toString(ThreadLocalRandom.current().nextLong() >>> 16, 36);
  }

  /** By which call a settlement was sent before, until {@link #answered}. */
  synchronized Optional<Call> settlement(Settlement settlement) {
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    forgetOld();
    return Optional.ofNullable(lost.get(End.of(settlement)))
        .map(sent -> new Call(sent.calls.getLast(), true));
  }

  /** The call by which to claim: one that was lost, which nobody else gets then, or a first one. */
  synchronized Call claim(String worker, List<String> queues) {
    forgetOld();
    Claimer claimer = new Claimer(worker, queues);
    Lost sent = lost.isEmpty() ? null : lost.get(claimer);
    if (sent == null) {
      return Call.first();
    }
    String name = sent.calls.removeFirst();
    if (sent.calls.isEmpty()) {
      lost.remove(claimer);
    }
    return new Call(name, true);
  }

  synchronized void add(Settlement settlement, String call) {
    put(End.of(settlement), new ArrayDeque<>(List.of(call)));
  }

  synchronized void add(String worker, List<String> queues, String call) {
    Claimer claimer = new Claimer(worker, queues);
    Lost sent = lost.get(claimer);
    Deque<String> calls = sent == null ? new ArrayDeque<>() : sent.calls;
    if (calls.size() < MOST_OF_A_CLAIMER) {
      calls.add(call);
    }
    put(claimer, calls);
  }

  /** Leaves a call to the next claim that was to be the one to claim by and is not. */
  void putBack(String worker, List<String> queues, Call call) {
    if (call.sent()) {
      add(worker, queues, call.name());
    }
  }

  synchronized void answered(List<Settlement> settlements) {
    if (!lost.isEmpty()) {
      settlements.forEach(s -> lost.remove(End.of(s)));
    }
  }

  synchronized int size() {
    return lost.size();
  }

  private void put(Sender sender, Deque<String> calls) {
    lost.remove(sender);
    lost.put(sender, new Lost(calls, nanoTime.getAsLong()));
    forgetOld();
  }

  private void forgetOld() {
    if (lost.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    Iterator<Lost> oldest = lost.values().iterator();
    while (oldest.hasNext()) {
      boolean old = now - oldest.next().nanos() > KEPT_NANOS;
      if (!old && lost.size() <= MOST) {
        break;
      }
      oldest.remove();
    }
  }
}
