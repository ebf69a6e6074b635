package io.tasks4j.redis;

import io.tasks4j.BackendException;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Settlement;
import io.tasks4j.redis.LostAnswers.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what callers send in one breath, in one script call wherever one can reach all of it.
 * Thread-safe.
 *
 * <p>What it cannot reach goes before, if it is to be settled, and after, if it is to be claimed:
 * on a cluster the queues of other slots; and anywhere settlements whose answer was lost, which go
 * by the name of that call. When one of these calls throws, those before it are {@link
 * LostAnswers}, too: sent again, all settlements hear what became of them. After the last
 * settlement nothing throws any more, but for tasks to be started early that are in another slot,
 * or that come with what was lost.
 */
final class ExchangeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeCalls.class);

  private final ScriptContext store;
  private final LostAnswers lost;
  private final Settler settler;
  private final Claimer claimer;
  private final OutboxRelay relay;

  ExchangeCalls(
      ScriptContext store, LostAnswers lost, Settler settler, Claimer claimer, OutboxRelay relay) {
    this.store = store;
    this.lost = lost;
    this.settler = settler;
    this.claimer = claimer;
    this.relay = relay;
  }

  Exchanged run(Exchange exchange) {
    store.link().checkOpen();
    Optional<EarlyStart> starts = exchange.starts().filter(some -> !some.ids().isEmpty());
    if (exchange.settlements().isEmpty() && starts.isEmpty()) {
      Claims claims = exchange.claim().map(r -> claimer.claim(r).found()).orElse(Claims.NONE);
      return new Exchanged(List.of(), List.of(), claims);
    }
    settler.registerFollowed(exchange.settlements());
    starts.ifPresent(some -> store.queues().register(List.of(some.queue())));
    Sending sending = new Sending(exchange.settlements(), starts, exchange.claim());
    sending.settleAndStart();
    sending.claimRest();
    return sending.answer();
  }

  private boolean isCluster() {
    return store.link().isCluster();
  }

  /** Settlements of one call that does nothing else: of a slot, and by the call that was lost. */
  private record Apart(String slot, Optional<Call> sent) {}

  /** One exchange under way. Not thread-safe. */
  private final class Sending {
    private final List<Settlement> settlements;
    private final Optional<EarlyStart> starts;
    private final @Nullable ClaimAttempt attempt;

    /** The queues to claim from, by the calls that can reach them. */
    private final List<List<String>> parts;

    /** The queue of the last call on a cluster: where tasks are started, or claimed first. */
    private final Optional<String> home;

    /** Whether the last call claims, too: from the first part. */
    private boolean claims;

    /** The names by which settlements went. */
    private final Map<Integer, String> names = new HashMap<>();

    private final Boolean[] applied;
    private List<EarlyStart.State> states = List.of();

    Sending(
        List<Settlement> settlements, Optional<EarlyStart> starts, Optional<ClaimRequest> claim) {
      this.settlements = settlements;
      this.starts = starts;
      attempt = claim.map(claimer::begin).orElse(null);
      parts = claim.map(request -> store.parts(request.queues())).orElse(List.of());
      Optional<String> first = parts.stream().findFirst().map(queues -> queues.get(0));
      home = starts.map(EarlyStart::queue).or(() -> first);
      claims = attempt != null && (!isCluster() || home.equals(first));
      applied = new Boolean[settlements.size()];
    }

    /** Settles and starts all, and claims along what the last call can reach. */
    void settleAndStart() {
      Call last = claims ? lost.claim(worker(), parts.get(0)) : Call.first();
      try {
        settleAndStart(last);
      } catch (RuntimeException e) {
        // What took effect before is not told either.
        names.forEach((i, name) -> lost.add(settlements.get(i), name));
        if (claims) {
          lost.add(worker(), parts.get(0), last.name());
        }
        throw e;
      }
      lost.answered(settlements);
    }

    private void settleAndStart(Call last) {
      List<Integer> together = new ArrayList<>();
      Map<Apart, List<Integer>> apart = new LinkedHashMap<>();
      for (int i = 0; i < settlements.size(); i++) {
        String queue = settlements.get(i).claim().message().queue();
        Optional<Call> sent = lost.settlement(settlements.get(i));
        boolean reached = !isCluster() || home.filter(queue::equals).isPresent();
        // By the name of a call that was lost goes nothing that it did not say.
        if (reached && sent.map(last::equals).orElse(!last.sent())) {
          together.add(i);
        } else {
          Apart key = new Apart(isCluster() ? queue : "", sent);
          apart.computeIfAbsent(key, a -> new ArrayList<>()).add(i);
        }
      }
      if (claims && together.isEmpty() && starts.isEmpty()) {
        // Nothing to do it with; alone, it may fail when the others have taken effect.
        claims = false;
        lost.putBack(worker(), parts.get(0), last);
      }
      apart.forEach(
          (key, some) -> send(some, Optional.empty(), null, key.sent.orElseGet(Call::first)));
      if (!together.isEmpty() || starts.isPresent()) {
        send(together, starts, claims ? attempt : null, last);
      }
    }

    /** One call: some settlements, then early starts, then a claim, as far as there are any. */
    private void send(
        List<Integer> some, Optional<EarlyStart> starts, @Nullable ClaimAttempt claim, Call call) {
      KeyIndex index =
          claim == null ? new KeyIndex(store.keys()) : claimer.index(claim, parts.get(0));
      Settler.Batch batch = settler.batch(settlements, some, index);
      ScriptArguments args = EarlyStarter.args(starts, index).addAll(batch.args());
      if (claim != null) {
        args.addAll(claim.args(parts.get(0)));
      }
      some.forEach(i -> names.put(i, call.name()));
      Object answer =
          store
              .link()
              .run(
                  LuaScript.EXCHANGE,
                  index.keys(),
                  again -> store.args().add(call, again).addAll(args));
      List<@Nullable Object> reply = ScriptReplies.list(answer);
      if (!some.isEmpty()) {
        batch.read(reply.get(0), applied);
      }
      if (starts.isPresent()) {
        states = EarlyStarter.read(reply.get(1));
      }
      Object claimed = reply.get(2);
      if (claim != null && claimed != null) {
        claimer.read(claim, claimed);
      }
      if (ScriptReplies.number(reply.get(3)) == 1) {
        store.queues().registerAgain(Settler.followed(settlements));
      }
      batch.relayed().forEach(this::relay);
    }

    /** A sweep brings what stays behind. */
    private void relay(String queue) {
      try {
        relay.relay(queue);
      } catch (BackendException e) {
        LOG.debug("what goes to other slots goes later", e);
      }
    }

    /** Claims what the last call could not reach. */
    void claimRest() {
      if (attempt == null) {
        return;
      }
      try {
        if (claims) {
          claimer.goOn(attempt, parts.get(0));
        }
        claimer.claim(attempt, claims ? parts.subList(1, parts.size()) : parts);
      } catch (BackendException e) {
        LOG.debug("a claim ended early", e);
      }
    }

    Exchanged answer() {
      return new Exchanged(
          Arrays.asList(applied), states, attempt == null ? Claims.NONE : attempt.found());
    }

    private String worker() {
      return Objects.requireNonNull(attempt).request().worker();
    }
  }
}
