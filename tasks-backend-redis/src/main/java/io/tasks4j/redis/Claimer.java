package io.tasks4j.redis;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.LostDelivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to claim; on a cluster queue by queue. */
final class Claimer {
  private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);

  private final Store store;
  private final Settler settler;
  private final LostCalls lost = new LostCalls();

  Claimer(Store store, Settler settler) {
    this.store = store;
    this.settler = settler;
  }

  /**
   * What one attempt found.
   *
   * @param nextMillis until something happens by itself; {@link Long#MAX_VALUE} is never
   */
  record Found(List<Claim> claims, List<LostDelivery> losses, long nextMillis) {}

  Found claim(ClaimRequest request) {
    store.queues().register(request.queues());
    Gathered found = new Gathered();
    try {
      for (List<String> part : store.parts(request.queues())) {
        if (found.claims.size() < request.max()) {
          claim(request, part, found);
        }
      }
    } catch (BackendException e) {
      // What another node of a cluster handed out must reach the caller.
      if (found.claims.isEmpty() && found.losses.isEmpty()) {
        throw e;
      }
      LOG.debug("a claim ended early", e);
    }
    return new Found(found.claims, found.losses, found.next);
  }

  private void claim(ClaimRequest request, List<String> part, Gathered found) {
    int queue = 1;
    long skip = 0;
    while (queue > 0 && found.claims.size() < request.max()) {
      List<@Nullable Object> reply = run(request, part, found, queue, skip);
      int before = found.claims.size();
      Replies.list(reply.get(0)).forEach(claim -> addClaim(claim, found.claims));
      Replies.list(reply.get(1)).forEach(loss -> addLoss(loss, found.losses));
      found.suspects +=
          (int) found.claims.stream().skip(before).filter(Claim::lastDelivery).count();
      long wait = Replies.number(reply.get(2));
      found.next = wait < 0 ? found.next : Math.min(found.next, wait);
      queue = (int) Replies.number(reply.get(3));
      skip = Replies.number(reply.get(4));
    }
  }

  private List<@Nullable Object> run(
      ClaimRequest request, List<String> part, Gathered found, int queue, long skip) {
    int max = request.max() - found.claims.size();
    int suspects = Math.max(request.suspects() - found.suspects, 0);
    Args tail = tail(request, part, max, suspects, queue, skip);
    List<String> keys = keys(request, part);
    LostCalls.Call call = lost.next(request.worker(), part);
    try {
      return Replies.list(
          store
              .link()
              .run(
                  Script.CLAIM,
                  keys,
                  again ->
                      store
                          .args()
                          .add(request.worker())
                          .add(call.name())
                          .add(again || call.again() ? "1" : "0")
                          .addAll(tail)));
    } catch (BackendUnavailableException e) {
      lost.add(request.worker(), part, call);
      throw e;
    }
  }

  /** What the parts of one attempt add up to. */
  private static final class Gathered {
    final List<Claim> claims = new ArrayList<>();
    final List<LostDelivery> losses = new ArrayList<>();
    long next = Long.MAX_VALUE;
    int suspects;
  }

  private List<String> keys(ClaimRequest request, List<String> part) {
    List<String> keys = new ArrayList<>(store.metas(part));
    if (!request.limits().perName().isEmpty() && !store.link().isCluster()) {
      store.queues().all().stream()
          .filter(queue -> !part.contains(queue))
          .forEach(queue -> keys.add(store.keys().meta(queue)));
    }
    return keys;
  }

  private Args tail(
      ClaimRequest request, List<String> part, int max, int suspects, int queue, long skip) {
    Args args =
        new Args()
            .add(request.lease().toMillis())
            .add(max)
            .add(suspects)
            .add(queue)
            .add(skip)
            .add(part.size());
    Map<String, Integer> perQueue = request.limits().perQueue();
    part.forEach(q -> args.add(perQueue.containsKey(q) ? "" + perQueue.get(q) : ""));
    Map<String, Integer> perName = request.limits().perName();
    args.add(perName.size());
    Map<String, Integer> elsewhere =
        perName.isEmpty() || !store.link().isCluster()
            ? Map.of()
            : runningElsewhere(part.get(0), perName.keySet());
    perName.forEach((name, limit) -> args.add(name).add(limit - elsewhere.getOrDefault(name, 0)));
    return args;
  }

  /** On a cluster a script sees no other queue, so a limit of a name is near, not exact. */
  private Map<String, Integer> runningElsewhere(String queue, Set<String> names) {
    Map<String, Integer> running = new HashMap<>();
    for (String other : store.queues().all()) {
      if (!other.equals(queue)) {
        List<String> counts =
            store
                .link()
                .fieldsOfHash(store.keys().prefix(other) + "names", names.toArray(String[]::new));
        int i = 0;
        for (String name : names) {
          String count = counts.get(i++);
          running.merge(name, count == null ? 0 : Integer.parseInt(count), Integer::sum);
        }
      }
    }
    return running;
  }

  private void addClaim(@Nullable Object reply, List<Claim> claims) {
    List<@Nullable Object> parts = Replies.list(reply);
    byte[] record = Replies.bytes(parts.get(0));
    long token = Replies.number(parts.get(1));
    int failures = (int) Replies.number(parts.get(2));
    int losses = (int) Replies.number(parts.get(3));
    String id = Replies.text(parts.get(4));
    String meta = Replies.text(parts.get(5));
    try {
      claims.add(
          new Claim(
              Stored.message(record == null ? new byte[0] : record),
              token,
              failures,
              losses,
              store.settings().isLastDelivery(losses)));
    } catch (TaskSerializationException e) {
      TaskId task = Ids.decode(id);
      TaskError error =
          TaskError.of(
              TaskError.Reason.SERIALIZATION,
              e,
              1 + failures + losses,
              store.settings().clock().instant());
      bury(meta, task, token, error, e);
    }
  }

  private void bury(String meta, TaskId task, long token, TaskError error, Exception cause) {
    try {
      if (settler.bury(meta, task, token, error)) {
        LOG.warn("task {} is a dead letter: its message cannot be read; purge it", task, cause);
      }
    } catch (BackendException e) {
      // Its lease lapses, and the next claim tries again; the claims beside it go on.
      LOG.debug("task {} cannot be read, and is not buried yet", task, e);
    }
  }

  private static void addLoss(@Nullable Object reply, List<LostDelivery> losses) {
    List<@Nullable Object> parts = Replies.list(reply);
    byte[] record = Replies.bytes(parts.get(0));
    try {
      losses.add(
          new LostDelivery(
              Stored.message(record == null ? new byte[0] : record),
              (int) Replies.number(parts.get(1)),
              Replies.text(parts.get(2)),
              switch (Replies.text(parts.get(3))) {
                case "F" -> TaskStatus.FAILURE;
                case "C" -> TaskStatus.CANCELLED;
                default -> TaskStatus.RETRY;
              }));
    } catch (TaskSerializationException e) {
      LOG.debug("a lost delivery of a task that cannot be read", e);
    }
  }
}
