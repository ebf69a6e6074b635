package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes back due times of tasks that were never claimed, alone or in one step with a claim. */
final class Starter {
  private final Store store;
  private final Claimer claimer;

  Starter(Store store, Claimer claimer) {
    this.store = store;
    this.claimer = claimer;
  }

  private List<EarlyStart.State> startNow(String queue, List<TaskId> ids) {
    store.link().checkOpen();
    if (ids.isEmpty()) {
      return List.of();
    }
    store.queues().register(List.of(queue));
    KeyIndex index = new KeyIndex(store.keys());
    Args args = store.args().addAll(args(index, queue, ids));
    return states(store.link().run(Script.EARLY, index.keys(), args));
  }

  /** In one step where one script can reach all: on a cluster, when it is about one queue. */
  Exchanged start(String queue, List<TaskId> ids, Optional<ClaimRequest> claim) {
    if (claim.isEmpty()) {
      return new Exchanged(List.of(), startNow(queue, ids), Claims.NONE);
    }
    ClaimRequest request = claim.get();
    store.link().checkOpen();
    if (store.link().isCluster() && !request.queues().equals(List.of(queue))) {
      List<EarlyStart.State> states = startNow(queue, ids);
      return new Exchanged(List.of(), states, claimer.claim(request).found());
    }
    store.queues().register(List.of(queue));
    store.queues().register(request.queues());
    List<EarlyStart.State> states = new ArrayList<>(ids.size());
    ClaimAttempt attempt =
        claimer.claimAfter(
            Script.EARLY_AND_CLAIM,
            index -> args(index, queue, ids),
            started -> states.addAll(states(started)),
            request);
    return new Exchanged(List.of(), states, attempt.found());
  }

  private static Args args(KeyIndex index, String queue, List<TaskId> ids) {
    Args args = new Args().add(index.of(queue)).add(ids.size());
    ids.forEach(id -> args.add(Ids.encode(id)));
    return args;
  }

  private static List<EarlyStart.State> states(@Nullable Object reply) {
    List<EarlyStart.State> states = new ArrayList<>();
    Replies.list(reply).forEach(state -> states.add(EarlyStart.State.valueOf(Replies.text(state))));
    return states;
  }
}
