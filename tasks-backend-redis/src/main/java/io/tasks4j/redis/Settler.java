package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Renews and settles claims: only those whose token is still the task's latest. */
final class Settler {
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
        states[part.get(n)] = state(Replies.text(reply.get(n)));
      }
    }
    return Arrays.asList(states);
  }

  List<Boolean> settle(List<Settlement> settlements) {
    store.link().checkOpen();
    Set<String> followed = new LinkedHashSet<>();
    settlements.forEach(s -> s.followUps().forEach(m -> followed.add(m.queue())));
    store.queues().register(followed);
    Boolean[] applied = new Boolean[settlements.size()];
    for (List<Integer> part : store.split(settlements, s -> s.claim().message().queue())) {
      settle(settlements, part, applied);
    }
    return Arrays.asList(applied);
  }

  /** Ends a claim whose message cannot be read; says whether the claim was still held. */
  boolean bury(String meta, TaskId id, long token, TaskError error) {
    Args one =
        new Args()
            .add(1)
            .add(1)
            .add(Ids.encode(id))
            .add(token)
            .add("F")
            .add(0)
            .add(MessageCodec.encodeError(error))
            .add("")
            .add("")
            .add(0);
    return Replies.number(run(List.of(meta), one).get(0)) == 1;
  }

  private void settle(List<Settlement> settlements, List<Integer> part, Boolean[] applied) {
    KeyIndex index = new KeyIndex(store.keys());
    Args tail = new Args().add(part.size());
    Set<String> relayed = new LinkedHashSet<>();
    for (int i : part) {
      Settlement s = settlements.get(i);
      addSettlement(tail, index, s);
      tail.add(s.followUps().size());
      for (TaskMessage next : s.followUps()) {
        String queue = s.claim().message().queue();
        if (store.link().isCluster() && !next.queue().equals(queue)) {
          tail.add(store.keys().meta(next.queue()));
          relayed.add(queue);
        } else {
          tail.add(index.of(next.queue()));
        }
        tail.addAll(Enqueuer.encode(next));
      }
    }
    List<@Nullable Object> reply = run(index.keys(), tail);
    for (int n = 0; n < part.size(); n++) {
      applied[part.get(n)] = Replies.number(reply.get(n)) == 1;
    }
    relayed.forEach(relay::relay);
  }

  private List<@Nullable Object> run(List<String> keys, Args tail) {
    // By this name a settlement that is sent again knows that it was the one to take effect.
    String call = LostCalls.newName();
    return Replies.list(
        store
            .link()
            .run(
                Script.SETTLE,
                keys,
                again -> store.args().add(call).add(again ? "1" : "0").addAll(tail)));
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
    args.add(index.of(claim.message().queue())).add(Ids.encode(claim.id())).add(claim.token());
    Outcome outcome = settlement.outcome();
    if (outcome instanceof Outcome.Success success) {
      Optional<Payload> result = success.result();
      args.add("S").add(0).add("");
      args.add(result.map(Payload::contentType).orElse(""));
      args.add(result.map(Payload::bytes).orElse(new byte[0]));
      return;
    }
    if (outcome instanceof Outcome.Retry retry) {
      args.add("R").add(retry.delay().toMillis()).add(MessageCodec.encodeError(retry.error()));
    } else if (outcome instanceof Outcome.Failure failure) {
      args.add("F").add(0).add(MessageCodec.encodeError(failure.error()));
    } else if (outcome instanceof Outcome.Release release) {
      args.add("P").add(release.delay().toMillis()).add("");
    } else if (outcome instanceof Outcome.Unknown unknown) {
      args.add("U").add(unknown.giveUpAfter().toMillis()).add("");
    } else {
      args.add("C").add(0).add("");
    }
    args.add("").add("");
  }

  private static ClaimState state(String letter) {
    return switch (letter) {
      case "H" -> ClaimState.HELD;
      case "C" -> ClaimState.CANCEL_REQUESTED;
      default -> ClaimState.LOST;
    };
  }
}
