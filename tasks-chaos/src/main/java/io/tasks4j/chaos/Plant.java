package io.tasks4j.chaos;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.When;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.schedule.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A fault of the library itself, planted to see that the checker finds it. */
enum Plant {
  /** None: what is checked is the library as it is. */
  NONE,
  /** Now and then an end is not stored, though the worker hears that it was. */
  DROP_SETTLE,
  /** A settlement of a claim that is no longer held counts all the same. */
  SKIP_FENCE,
  /** Now and then a task is settled as it is claimed, before its work. */
  SETTLE_FIRST,
  /** What is claimed is handed out in the wrong order: a low task before a high one. */
  WRONG_ORDER,
  /** Now and then a tick is enqueued under an id of its own, beside the one that it has. */
  TICK_TWICE,
  /** A tick whose time comes again, as the clock was set back, is enqueued again. */
  TICK_AGAIN,
  /** A producer counts delays by its own clock. */
  PRODUCERS_TIME,
  /** A task is said to be accepted though the disk was full. */
  ACCEPT_FULL;

  private static final double RATE = 0.02;

  /** There are far fewer ticks than settlements. */
  private static final double RATE_OF_TICKS = 0.2;

  /**
   * Breaks a backend.
   *
   * @param store the clock of its store
   * @param own that of the process
   */
  TaskBackend in(TaskBackend backend, InstantSource store, InstantSource own) {
    return switch (this) {
      case NONE -> backend;
      case TICK_AGAIN -> new TicksAgain(backend, store);
      default -> new Planted(this, backend, own);
    };
  }

  private static final class Planted extends ForwardingBackend {
    private final Plant plant;
    private final InstantSource own;

    Planted(Plant plant, TaskBackend next, InstantSource own) {
      super(next);
      this.plant = plant;
      this.own = own;
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      List<EnqueueResult> results =
          switch (plant) {
            case ACCEPT_FULL -> acceptFull(messages);
            case PRODUCERS_TIME -> super.enqueue(messages.stream().map(this::byOwnTime).toList());
            default -> super.enqueue(messages);
          };
      if (plant == TICK_TWICE) {
        for (TaskMessage message : messages) {
          if (message.headers().containsKey(Scheduler.TICK_HEADER) && chance(RATE_OF_TICKS)) {
            super.enqueue(List.of(message.toBuilder(TaskId.next(), message.enqueuedAt()).build()));
          }
        }
      }
      return results;
    }

    private List<EnqueueResult> acceptFull(List<TaskMessage> messages) {
      try {
        return super.enqueue(messages);
      } catch (BackendUnavailableException e) {
        if (!String.valueOf(e.getMessage()).contains("full")) {
          throw e;
        }
        return messages.stream().map(m -> new EnqueueResult(m.id(), true)).toList();
      }
    }

    private TaskMessage byOwnTime(TaskMessage message) {
      Optional<When> due = message.due().map(d -> new When.At(d.resolve(own.instant())));
      return message.toBuilder().due(due).build();
    }

    @Override
    public Claims claim(ClaimRequest request) {
      if (plant == WRONG_ORDER) {
        // The queue's low tasks first: as if the store sorted by the wrong end.
        Claims all = super.claim(request.max(Math.max(50, request.max())));
        List<Claim> claims = new ArrayList<>(all.claims());
        Collections.reverse(claims);
        List<Claim> kept = claims.subList(0, Math.min(request.max(), claims.size()));
        List<Claim> rest = claims.subList(kept.size(), claims.size());
        settle(
            rest.stream().map(c -> Settlement.of(c, new Outcome.Release(Duration.ZERO))).toList());
        return new Claims(kept, all.losses());
      }
      Claims claims = super.claim(request);
      if (plant == SETTLE_FIRST) {
        for (Claim claim : claims.claims()) {
          if (chance()) {
            settle(List.of(Settlement.of(claim, new Outcome.Success(Optional.empty()))));
          }
        }
      }
      return claims;
    }

    @Override
    public Exchanged exchange(Exchange exchange) {
      // The claim by this one's own door, which has faults too.
      List<Boolean> applied = settled(exchange.settlements());
      return new Exchanged(
          applied,
          List.of(),
          exchange.claim().map(r -> claim(r.maxWait(Duration.ZERO))).orElse(Claims.NONE));
    }

    private List<Boolean> settled(List<Settlement> settlements) {
      if (plant == DROP_SETTLE) {
        List<Settlement> passed = settlements.stream().filter(s -> !chance()).toList();
        if (passed.size() < settlements.size()) {
          Object ignored = super.exchange(Exchange.of(passed));
          return allTrue(settlements);
        }
      }
      List<Boolean> applied = super.exchange(Exchange.of(settlements)).applied();
      return plant == SKIP_FENCE && applied.contains(false) ? allTrue(settlements) : applied;
    }

    private static List<Boolean> allTrue(List<Settlement> settlements) {
      return Collections.nCopies(settlements.size(), true);
    }

    private static boolean chance() {
      return chance(RATE);
    }

    private static boolean chance(double rate) {
      return ThreadLocalRandom.current().nextDouble() < rate;
    }
  }
}
