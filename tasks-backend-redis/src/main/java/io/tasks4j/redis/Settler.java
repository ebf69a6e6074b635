package io.tasks4j.redis;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Renews and settles claims: only those whose token is still the task's latest. */
final class Settler {
  private final Unanswered unanswered = new Unanswered(System::nanoTime);
  private final Store store;
  private final Relay relay;

  Settler(Store store, Relay relay) {
    this.store = store;
    this.relay = relay;
  }

  List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    store.link().checkOpen();
    ClaimState[] states = new ClaimState[renewals.size()];
    for (List<Integer> part : store.split(renewals, r -> r.claim().message().queue())) {
      KeyIndex index = new KeyIndex(store.keys());
      Args args = store.args().add(lease.toMillis()).add(part.size());
      part.forEach(i -> addRenewal(args, index, renewals.get(i)));
      List<@Nullable Object> reply =
          Replies.list(store.link().run(Script.RENEW, index.keys(), args));
      for (int n = 0; n < part.size(); n++) {
        states[part.get(n)] = Alphabets.Renewed.read(Replies.text(reply.get(n)));
      }
    }
    return Arrays.asList(states);
  }

  List<Boolean> settle(List<Settlement> settlements) {
    store.link().checkOpen();
    registerFollowed(settlements);
    Boolean[] applied = new Boolean[settlements.size()];
    for (List<Integer> part : store.split(settlements, s -> s.claim().message().queue())) {
      settle(settlements, part, applied);
    }
    return Arrays.asList(applied);
  }

  /** Comes before tasks are stored in queues that nobody may know yet. */
  void registerFollowed(List<Settlement> settlements) {
    Set<String> followed = new LinkedHashSet<>();
    settlements.forEach(s -> s.followUps().forEach(m -> followed.add(m.queue())));
    store.queues().register(followed);
  }

  /** Settles those of one part; those that no answer came to before go by their old names. */
  void settle(List<Settlement> settlements, List<Integer> part, Boolean[] applied) {
    Map<Optional<String>, List<Integer>> byCall = new LinkedHashMap<>();
    for (int i : part) {
      byCall.computeIfAbsent(unanswered.call(settlements.get(i)), call -> new ArrayList<>()).add(i);
    }
    byCall.forEach((sent, some) -> settle(settlements, some, sent, applied));
  }

  private void settle(
      List<Settlement> settlements, List<Integer> part, Optional<String> sent, Boolean[] applied) {
    KeyIndex index = new KeyIndex(store.keys());
    Batch batch = batch(settlements, part, sent, index);
    Object answers =
        answered(
            settlements,
            batch,
            () -> store.link().run(Script.SETTLE, index.keys(), again -> batch.args(store, again)));
    batch.read(answers, applied);
    relay(batch);
  }

  /** Makes a call, and keeps its name when it gives up without an answer. */
  <T> T answered(List<Settlement> settlements, Batch batch, Supplier<T> call) {
    T answer;
    try {
      answer = call.get();
    } catch (BackendUnavailableException e) {
      unanswered.add(settlements, batch.part, batch.call);
      throw e;
    }
    unanswered.remove(settlements, batch.part);
    return answer;
  }

  boolean isUnanswered(Settlement settlement) {
    return unanswered.call(settlement).isPresent();
  }

  /** Some settlements as arguments of a script. */
  Batch batch(List<Settlement> settlements, List<Integer> part, KeyIndex index) {
    return batch(settlements, part, Optional.empty(), index);
  }

  private Batch batch(
      List<Settlement> settlements, List<Integer> part, Optional<String> sent, KeyIndex index) {
    Args tail = new Args().add(part.size());
    Set<String> relayed = new LinkedHashSet<>();
    for (int i : part) {
      Settlement s = settlements.get(i);
      addSettlement(tail, index, s);
      if (!s.followUps().isEmpty()) {
        tail.add(s.followUps().size());
      }
      for (TaskMessage next : s.followUps()) {
        String queue = s.claim().message().queue();
        if (store.link().isCluster() && !next.queue().equals(queue)) {
          tail.add(store.keys().meta(next.queue()));
          relayed.add(queue);
        } else {
          tail.add(index.of(next.queue()));
        }
        tail.addAll(Enqueuer.encode(next, store.keys()));
      }
      if (store.link().isCluster() && hasDependantsElsewhere(s.claim().message())) {
        relayed.add(s.claim().message().queue());
      }
    }
    return new Batch(part, sent.orElseGet(LostCalls::newName), sent.isPresent(), tail, relayed);
  }

  void relay(Batch batch) {
    batch.relayed.forEach(relay::relay);
  }

  /**
   * Settlements of one call; by its name one that is sent again knows that it took effect.
   *
   * @param sent whether a call of this name was sent before
   */
  record Batch(List<Integer> part, String call, boolean sent, Args tail, Set<String> relayed) {
    Args args(Store store, boolean again) {
      return store.args().add(call).add(again || sent ? "1" : "0").addAll(tail);
    }

    void read(@Nullable Object answers, Boolean[] applied) {
      List<@Nullable Object> reply = Replies.list(answers);
      for (int n = 0; n < part.size(); n++) {
        applied[part.get(n)] = Replies.number(reply.get(n)) == 1;
      }
    }
  }

  /** Ends a claim whose message cannot be read; says whether the claim was still held. */
  boolean bury(String meta, TaskId id, long token, TaskError error) {
    Args one =
        new Args()
            .add(1)
            .add(Alphabets.Ending.FAILURE.letter() + "1")
            .add(Ids.encode(id))
            .add(token);
    one.add(0).add(MessageCodec.encodeError(error));
    Batch batch = new Batch(List.of(0), LostCalls.newName(), false, one, Set.of());
    Boolean[] applied = new Boolean[1];
    batch.read(
        store.link().run(Script.SETTLE, List.of(meta), again -> batch.args(store, again)), applied);
    return applied[0];
  }

  private static boolean hasDependantsElsewhere(TaskMessage message) {
    return message.dependants().stream().anyMatch(d -> !d.queue().equals(message.queue()));
  }

  private static void addRenewal(Args args, KeyIndex index, Renewal renewal) {
    Claim claim = renewal.claim();
    args.add(index.of(claim.message().queue())).add(Ids.encode(claim.id())).add(claim.token());
    renewal
        .progress()
        .ifPresentOrElse(
            p -> args.add(p.done()).add(p.total()).add(p.note()),
            () -> args.add("").add("").add(""));
  }

  private static void addSettlement(Args args, KeyIndex index, Settlement settlement) {
    Claim claim = settlement.claim();
    Outcome outcome = settlement.outcome();
    String more = settlement.followUps().isEmpty() ? "" : "+";
    args.add(Alphabets.Ending.of(outcome).letter() + index.of(claim.message().queue()) + more);
    args.add(Ids.encode(claim.id())).add(claim.token());
    if (outcome instanceof Outcome.Success success) {
      success.result().ifPresent(value -> args.add(value.contentType()).add(value.bytes()));
    } else if (outcome instanceof Outcome.Retry retry) {
      args.add(retry.delay().toMillis()).add(MessageCodec.encodeError(retry.error()));
    } else if (outcome instanceof Outcome.Failure failure) {
      args.add(0).add(MessageCodec.encodeError(failure.error()));
    } else if (outcome instanceof Outcome.Release release) {
      args.add(release.delay().toMillis()).add("");
    } else if (outcome instanceof Outcome.Unknown unknown) {
      args.add(unknown.giveUpAfter().toMillis()).add("");
    }
  }
}
