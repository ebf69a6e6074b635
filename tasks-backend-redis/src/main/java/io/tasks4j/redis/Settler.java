package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Renews claims, and has them settled by {@link ExchangeCalls}: only those whose token is still the
 * task's latest.
 */
final class Settler {
  private final ScriptContext store;

  Settler(ScriptContext store) {
    this.store = store;
  }

  List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    store.link().checkOpen();
    ClaimState[] states = new ClaimState[renewals.size()];
    for (List<Integer> part : store.split(renewals, r -> r.claim().message().queue())) {
      KeyIndex index = new KeyIndex(store.keys());
      ScriptArguments args = store.args().add(lease.toMillis()).add(part.size());
      part.forEach(i -> addRenewal(args, index, renewals.get(i)));
      List<@Nullable Object> reply =
          ScriptReplies.list(store.link().run(LuaScript.RENEW, index.keys(), args));
      for (int n = 0; n < part.size(); n++) {
        states[part.get(n)] = ScriptAlphabets.Renewed.read(ScriptReplies.text(reply.get(n)));
      }
    }
    return Arrays.asList(states);
  }

  /** Comes before tasks are stored in queues that nobody may know yet. */
  void registerFollowed(List<Settlement> settlements) {
    store.queues().register(followed(settlements));
  }

  /** The queues of what follows. */
  static Set<String> followed(List<Settlement> settlements) {
    Set<String> followed = new LinkedHashSet<>();
    settlements.forEach(s -> s.followUps().forEach(m -> followed.add(m.queue())));
    return followed;
  }

  /** Some settlements as arguments of a script. */
  Batch batch(List<Settlement> settlements, List<Integer> part, KeyIndex index) {
    ScriptArguments args = new ScriptArguments().add(part.size());
    Set<String> relayed = new LinkedHashSet<>();
    for (int i : part) {
      Settlement s = settlements.get(i);
      addSettlement(args, index, s);
      if (!s.followUps().isEmpty()) {
        args.add(s.followUps().size());
      }
      for (TaskMessage next : s.followUps()) {
        String queue = s.claim().message().queue();
        if (store.link().isCluster() && !next.queue().equals(queue)) {
          args.add(store.keys().meta(next.queue()));
          relayed.add(queue);
        } else {
          args.add(index.of(next.queue()));
        }
        args.addAll(TaskEnqueuer.encode(next, store.keys()));
      }
      if (store.link().isCluster() && hasDependantsElsewhere(s.claim().message())) {
        relayed.add(s.claim().message().queue());
      }
    }
    return new Batch(part, args, relayed);
  }

  /**
   * Settlements of one call.
   *
   * @param part which of all
   * @param relayed queues from which something goes to another slot
   */
  record Batch(List<Integer> part, ScriptArguments args, Set<String> relayed) {
    /** Takes in what the script answered. */
    void read(@Nullable Object answers, Boolean[] applied) {
      List<@Nullable Object> reply = ScriptReplies.list(answers);
      for (int n = 0; n < part.size(); n++) {
        applied[part.get(n)] = ScriptReplies.number(reply.get(n)) == 1;
      }
    }
  }

  /** Ends a claim whose message cannot be read; says whether the claim was still held. */
  boolean bury(String meta, TaskId id, long token, TaskError error) {
    ScriptArguments one =
        new ScriptArguments()
            .add(0)
            .add(1)
            .add(ScriptAlphabets.Ending.FAILURE.letter() + "1")
            .add(ShortIds.encode(id))
            .add(token)
            .add(0)
            .add(MessageCodec.encodeError(error));
    LostAnswers.Call call = LostAnswers.Call.first();
    Object reply =
        store
            .link()
            .run(
                LuaScript.EXCHANGE,
                List.of(meta),
                again -> store.args().add(call, again).addAll(one));
    Boolean[] applied = new Boolean[1];
    new Batch(List.of(0), one, Set.of()).read(ScriptReplies.list(reply).get(0), applied);
    return applied[0];
  }

  private static boolean hasDependantsElsewhere(TaskMessage message) {
    return message.dependants().stream().anyMatch(d -> !d.queue().equals(message.queue()));
  }

  private static void addRenewal(ScriptArguments args, KeyIndex index, Renewal renewal) {
    Claim claim = renewal.claim();
    args.add(index.of(claim.message().queue())).add(ShortIds.encode(claim.id())).add(claim.token());
    renewal
        .progress()
        .ifPresentOrElse(p -> addProgress(args, p), () -> args.add("").add("").add(""));
  }

  private static void addProgress(ScriptArguments args, TaskProgress progress) {
    args.add(progress.done()).add(progress.total()).add(progress.note());
  }

  private static void addSettlement(ScriptArguments args, KeyIndex index, Settlement settlement) {
    Claim claim = settlement.claim();
    Outcome outcome = settlement.outcome();
    String more =
        (settlement.progress().isPresent() ? "%" : "")
            + (settlement.followUps().isEmpty() ? "" : "+");
    args.add(
        ScriptAlphabets.Ending.of(outcome).letter() + index.of(claim.message().queue()) + more);
    args.add(ShortIds.encode(claim.id())).add(claim.token());
    settlement.progress().ifPresent(p -> addProgress(args, p));
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
