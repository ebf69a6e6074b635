package io.tasks4j.redis;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Settlement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attempts to claim, alone or in one step with settlements; on a cluster queue by queue. */
final class Claimer {
  private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);

  private final Store store;
  private final Settler settler;
  private final LostCalls lost = new LostCalls();

  Claimer(Store store, Settler settler) {
    this.store = store;
    this.settler = settler;
  }

  ClaimAttempt claim(ClaimRequest request) {
    store.queues().register(request.queues());
    ClaimAttempt attempt = new ClaimAttempt(store, request);
    try {
      claim(attempt, store.parts(request.queues()));
    } catch (BackendException e) {
      // What another node of a cluster handed out must reach the caller.
      if (attempt.isEmpty()) {
        throw e;
      }
      LOG.debug("a claim ended early", e);
    }
    return attempt;
  }

  /**
   * Settles and claims, in one step for the queues that one script can reach: on a cluster the
   * first queue of the request. Whatever else is to be settled comes before, since it may fail;
   * whatever else is to be claimed comes after, and may.
   */
  Exchanged settleAndClaim(List<Settlement> settlements, ClaimRequest request) {
    store.link().checkOpen();
    store.queues().register(request.queues());
    settler.registerFollowed(settlements);
    List<List<String>> parts = store.parts(request.queues());
    List<String> first = parts.get(0);
    List<Integer> together = new ArrayList<>();
    Boolean[] applied = new Boolean[settlements.size()];
    for (List<Integer> some : store.split(settlements, s -> s.claim().message().queue())) {
      String queue = settlements.get(some.get(0)).claim().message().queue();
      boolean reached = !store.link().isCluster() || first.contains(queue);
      if (reached && some.stream().map(settlements::get).noneMatch(settler::isUnanswered)) {
        together = some;
      } else {
        settler.settle(settlements, some, applied);
      }
    }
    ClaimAttempt attempt = new ClaimAttempt(store, request);
    settleAndClaim(settlements, together, applied, attempt, first);
    try {
      goOn(attempt, first);
      claim(attempt, parts.subList(1, parts.size()));
    } catch (BackendException e) {
      LOG.debug("a claim ended early", e);
    }
    return new Exchanged(Arrays.asList(applied), List.of(), attempt.found());
  }

  /**
   * Claims in a script that does something else first, for queues that one script can reach.
   *
   * @param before its arguments, before those of the claim
   * @param done takes what it answers, before the claims are read
   */
  ClaimAttempt claimAfter(
      Script script,
      Function<KeyIndex, Args> before,
      Consumer<@Nullable Object> done,
      ClaimRequest request) {
    ClaimAttempt attempt = new ClaimAttempt(store, request);
    List<String> part = request.queues();
    KeyIndex index = index(attempt, part);
    Args first = before.apply(index);
    List<@Nullable Object> reply =
        Replies.list(run(attempt, part, script, index, again -> store.args().addAll(first)));
    done.accept(reply.get(0));
    read(attempt, Objects.requireNonNull(reply.get(1)));
    try {
      goOn(attempt, part);
    } catch (BackendException e) {
      LOG.debug("a claim ended early", e);
    }
    return attempt;
  }

  private void claim(ClaimAttempt attempt, List<List<String>> parts) {
    for (List<String> part : parts) {
      attempt.begin();
      goOn(attempt, part);
    }
  }

  private void goOn(ClaimAttempt attempt, List<String> part) {
    while (attempt.goesOn()) {
      KeyIndex index = index(attempt, part);
      read(attempt, run(attempt, part, Script.CLAIM, index, again -> store.args()));
    }
  }

  private void settleAndClaim(
      List<Settlement> settlements,
      List<Integer> together,
      Boolean[] applied,
      ClaimAttempt attempt,
      List<String> part) {
    // The claim's queues are the first keys.
    KeyIndex index = index(attempt, part);
    Settler.Batch batch = settler.batch(settlements, together, index);
    List<@Nullable Object> reply =
        Replies.list(
            settler.answered(
                settlements,
                batch,
                () ->
                    run(
                        attempt,
                        part,
                        Script.SETTLE_AND_CLAIM,
                        index,
                        again -> batch.args(store, again))));
    batch.read(reply.get(0), applied);
    settler.relay(batch);
    Object claimed = reply.get(1);
    if (claimed != null) {
      read(attempt, claimed);
    }
  }

  /** Runs a script that claims, after arguments of its own. */
  private Object run(
      ClaimAttempt attempt, List<String> part, Script script, KeyIndex index, Link.ArgsOf before) {
    String worker = attempt.request().worker();
    Args claim = attempt.args(part);
    LostCalls.Call call = lost.next(worker, part);
    try {
      return store
          .link()
          .run(
              script,
              index.keys(),
              again ->
                  before
                      .get(again)
                      .add(worker)
                      .add(call.name())
                      .add(again || call.again() ? "1" : "0")
                      .addAll(claim));
    } catch (BackendUnavailableException e) {
      lost.add(worker, part, call);
      throw e;
    }
  }

  private KeyIndex index(ClaimAttempt attempt, List<String> part) {
    KeyIndex index = new KeyIndex(store.keys());
    attempt.queues(part).forEach(index::of);
    return index;
  }

  private void read(ClaimAttempt attempt, Object reply) {
    attempt.read(reply);
    attempt.unreadable().forEach(this::bury);
    attempt.unreadable().clear();
  }

  private void bury(ClaimAttempt.Unreadable claim) {
    TaskId task = Ids.decode(claim.id());
    TaskError error =
        TaskError.of(
            TaskError.Reason.SERIALIZATION,
            claim.cause(),
            claim.attempt(),
            store.settings().clock().instant());
    try {
      if (settler.bury(claim.meta(), task, claim.token(), error)) {
        LOG.warn(
            "task {} is a dead letter: its message cannot be read; purge it", task, claim.cause());
      }
    } catch (BackendException e) {
      // Its lease lapses, and the next claim tries again; the claims beside it go on.
      LOG.debug("task {} cannot be read, and is not buried yet", task, e);
    }
  }
}
