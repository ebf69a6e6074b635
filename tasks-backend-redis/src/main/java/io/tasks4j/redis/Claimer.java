package io.tasks4j.redis;

import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.ClaimRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attempts to claim; on a cluster queue by queue. */
final class Claimer {
  private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);

  private final ScriptContext store;
  private final LostAnswers lost;
  private final Settler settler;

  Claimer(ScriptContext store, LostAnswers lost, Settler settler) {
    this.store = store;
    this.lost = lost;
    this.settler = settler;
  }

  ClaimAttempt claim(ClaimRequest request) {
    ClaimAttempt attempt = begin(request);
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

  /** An attempt that has asked for nothing yet. */
  ClaimAttempt begin(ClaimRequest request) {
    store.queues().register(request.queues());
    return new ClaimAttempt(store, request);
  }

  /** Claims from parts of the queues, each from its beginning. */
  void claim(ClaimAttempt attempt, List<List<String>> parts) {
    for (List<String> part : parts) {
      attempt.begin();
      goOn(attempt, part);
    }
  }

  /** Claims on in a part, from where the last call left off. */
  void goOn(ClaimAttempt attempt, List<String> part) {
    while (attempt.goesOn()) {
      read(attempt, run(attempt, part));
    }
  }

  /** Takes in what a script answered that claims. */
  void read(ClaimAttempt attempt, @Nullable Object claimed) {
    attempt.read(claimed);
    attempt.unreadable().forEach(this::bury);
    attempt.unreadable().clear();
  }

  /** The queues of an attempt, which are the first keys of a script that claims. */
  KeyIndex index(ClaimAttempt attempt, List<String> part) {
    KeyIndex index = new KeyIndex(store.keys());
    attempt.queues(part).forEach(index::of);
    return index;
  }

  private Object run(ClaimAttempt attempt, List<String> part) {
    List<String> keys = index(attempt, part).keys();
    ScriptArguments args = attempt.args(part);
    String worker = attempt.request().worker();
    LostAnswers.Call call = lost.claim(worker, part);
    try {
      return store
          .link()
          .run(LuaScript.CLAIM, keys, again -> store.args().add(call, again).addAll(args));
    } catch (RuntimeException e) {
      lost.add(worker, part, call.name());
      throw e;
    }
  }

  private void bury(ClaimAttempt.Unreadable claim) {
    TaskId task = ShortIds.decode(claim.id());
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
