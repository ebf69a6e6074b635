package io.tasks4j.redis;

import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to claim, which may take several script calls: what to ask next, and what the answers
 * add up to. Not thread-safe.
 */
final class ClaimAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimAttempt.class);

  /** Record, token, failures, losses, id and the prefix of the queue's keys. */
  private static final int CLAIM_SIZE = 6;

  private final ScriptContext store;
  private final ClaimRequest request;
  private final List<Claim> claims = new ArrayList<>();
  private final List<LostDelivery> losses = new ArrayList<>();
  private final List<Unreadable> unreadable = new ArrayList<>();
  private long nextMillis = Long.MAX_VALUE;
  private int suspects;
  private int queue = 1;
  private long skip;

  ClaimAttempt(ScriptContext store, ClaimRequest request) {
    this.store = store;
    this.request = request;
  }

  /** A claimed task whose message cannot be read. */
  record Unreadable(
      String meta, String id, long token, int attempt, TaskSerializationException cause) {}

  ClaimRequest request() {
    return request;
  }

  Claims found() {
    return new Claims(claims, losses);
  }

  boolean isEmpty() {
    return claims.isEmpty() && losses.isEmpty();
  }

  List<Unreadable> unreadable() {
    return unreadable;
  }

  /** Milliseconds until something happens by itself; {@link Long#MAX_VALUE} is never. */
  long nextMillis() {
    return nextMillis;
  }

  /** Starts at the beginning of some queues. */
  void begin() {
    queue = 1;
    skip = 0;
  }

  /** Whether there may be more in these queues, and it is wanted. */
  boolean goesOn() {
    return queue > 0 && claims.size() < request.max();
  }

  /** The queues of the next call: where to claim, then others whose running tasks count. */
  List<String> queues(List<String> part) {
    if (request.limits().perName().isEmpty() || store.link().isCluster()) {
      return part;
    }
    List<String> queues = new ArrayList<>(part);
    store.queues().all().stream().filter(q -> !part.contains(q)).forEach(queues::add);
    return queues;
  }

  /** The arguments of the next call. */
  ScriptArguments args(List<String> part) {
    ScriptArguments args =
        new ScriptArguments()
            .add(request.worker())
            .add(request.lease().toMillis())
            .add(request.max() - claims.size())
            .add(Math.max(request.suspects() - suspects, 0))
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

  /** Takes in what a call answered. */
  void read(@Nullable Object answer) {
    List<@Nullable Object> reply = ScriptReplies.list(answer);
    List<@Nullable Object> claimed = ScriptReplies.list(reply.get(0));
    for (int i = 0; i < claimed.size(); i += CLAIM_SIZE) {
      addClaim(claimed.subList(i, i + CLAIM_SIZE));
    }
    ScriptReplies.list(reply.get(1)).forEach(this::addLoss);
    long wait = ScriptReplies.number(reply.get(2));
    nextMillis = wait < 0 ? nextMillis : Math.min(nextMillis, wait);
    queue = (int) ScriptReplies.number(reply.get(3));
    skip = ScriptReplies.number(reply.get(4));
  }

  /** On a cluster a script sees no other queue, so a limit of a name is near, not exact. */
  private Map<String, Integer> runningElsewhere(String here, Set<String> names) {
    Map<String, Integer> running = new HashMap<>();
    for (String other : store.queues().all()) {
      if (!other.equals(here)) {
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

  private void addClaim(List<@Nullable Object> parts) {
    long token = ScriptReplies.number(parts.get(1));
    int failures = (int) ScriptReplies.number(parts.get(2));
    int lost = (int) ScriptReplies.number(parts.get(3));
    boolean last = store.settings().isLastDelivery(lost);
    try {
      claims.add(new Claim(message(parts), token, failures, lost, last));
      suspects += last ? 1 : 0;
    } catch (TaskSerializationException e) {
      String id = ScriptReplies.text(parts.get(4));
      String meta = ScriptReplies.text(parts.get(5)) + "meta";
      unreadable.add(new Unreadable(meta, id, token, 1 + failures + lost, e));
    }
  }

  /** The message of a claim or a loss, whose record comes first. */
  private static TaskMessage message(List<@Nullable Object> parts) {
    byte[] record = ScriptReplies.bytes(parts.get(0));
    return StoredTask.message(record == null ? new byte[0] : record);
  }

  private void addLoss(@Nullable Object reply) {
    List<@Nullable Object> parts = ScriptReplies.list(reply);
    try {
      losses.add(
          new LostDelivery(
              message(parts),
              (int) ScriptReplies.number(parts.get(1)),
              ScriptReplies.text(parts.get(2)),
              StoredTask.status(ScriptReplies.text(parts.get(3)), true)));
    } catch (TaskSerializationException e) {
      LOG.debug("a lost delivery of a task that cannot be read", e);
    }
  }
}
