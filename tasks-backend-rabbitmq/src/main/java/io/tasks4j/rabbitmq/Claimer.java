package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.TaskBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims: lets the broker bring what it has into the store, and takes from there. While the broker
 * is away, claims go on with what the store has. Thread-safe.
 */
final class Claimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
  private static final int MOST_LOOKED_AT = 1_000;

  /** A claim that waits listens anew after this, as its connection may have broken. */
  private static final Duration LISTEN = Duration.ofSeconds(2);

  private final TaskBackend store;
  private final DeliveryPump pump;
  private final int beyond;

  /** Tasks that looks brought beyond what was claimed; others may have taken them since. */
  private final AtomicInteger ahead = new AtomicInteger();

  private final RabbitMqAddress address;
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile boolean closed;

  Claimer(TaskBackend store, DeliveryPump pump, RabbitMqConfig config, RabbitMqAddress address) {
    this.store = store;
    this.pump = pump;
    this.beyond = config.prefetchCount();
    this.address = address;
  }

  /** Waits while there is nothing, as long as the request says. */
  Claims claim(ClaimRequest request) {
    long start = System.nanoTime();
    Claims claims = look(request);
    while (claims.claims().isEmpty() && claims.losses().isEmpty()) {
      Duration left = request.maxWait().minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero() || Thread.currentThread().isInterrupted()) {
        break;
      }
      claims = await(request.maxWait(left.compareTo(LISTEN) < 0 ? left : LISTEN));
      if (closed) {
        break;
      }
    }
    return TransitMark.unmark(claims);
  }

  /** Begins a claim that does not wait: the broker sends what it will need. To be closed. */
  Begun begin(ClaimRequest request) {
    int count = wanted(request);
    try {
      return new Begun(request, begin(request.queues(), count), count);
    } catch (BackendException e) {
      // What comes between has to be done all the same; the next claim meets the error again.
      LOG.debug("beginning a claim", e);
      return new Begun(request, Optional.empty(), count);
    }
  }

  /** A claim that has begun. Used by one thread. */
  final class Begun implements AutoCloseable {
    private final ClaimRequest request;
    private final int count;
    private Optional<DeliveryPump.Look> look;

    private Begun(ClaimRequest request, Optional<DeliveryPump.Look> look, int count) {
      this.request = request;
      this.look = look;
      this.count = count;
    }

    /** Claims what came, and what the store has. Comes once. */
    Claims take() {
      Optional<DeliveryPump.Look> taken = look;
      look = Optional.empty();
      return TransitMark.unmark(look(taken, request, count));
    }

    /** Gives back to the broker what came and was not taken. */
    @Override
    public void close() {
      look.ifPresent(DeliveryPump.Look::close);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private Claims look(ClaimRequest request) {
    int count = wanted(request);
    return look(begin(request.queues(), count), request, count);
  }

  /** What was brought ahead is not brought again: it would pile up in the store. */
  private int wanted(ClaimRequest request) {
    return request.max() + beyond - ahead.get();
  }

  private void noteAhead(int ready, int claimed, ClaimRequest request) {
    ahead.updateAndGet(
        n -> claimed < request.max() ? 0 : Math.max(0, Math.min(beyond, n + ready - claimed)));
  }

  /**
   * Names at their limit must not stand in the way of others: then it takes more, up to a bound.
   */
  private Claims look(Optional<DeliveryPump.Look> begun, ClaimRequest request, int begunWith) {
    List<Claim> claims = new ArrayList<>();
    List<LostDelivery> losses = new ArrayList<>();
    Optional<DeliveryPump.Look> look = begun;
    int count = begunWith;
    ClaimRequest next = request.maxWait(Duration.ZERO);
    while (true) {
      try {
        DeliveryPump.Brought brought = bring(look, next);
        next = take(brought.claims(), next, claims, losses);
        if (brought.unseen() && claims.size() < request.max()) {
          next = take(store.claim(next), next, claims, losses);
        }
        noteAhead(brought.ready(), claims.size(), request);
        count *= 2;
        if (!brought.more()
            || claims.size() == request.max()
            || count > 2 * MOST_LOOKED_AT
            || request.limits().perName().isEmpty()) {
          return new Claims(claims, losses);
        }
        look = begin(request.queues(), count);
      } catch (BackendException e) {
        // What was claimed before must reach the caller.
        if (claims.isEmpty() && losses.isEmpty()) {
          throw e;
        }
        LOG.debug("a claim ended early", e);
        return new Claims(claims, losses);
      }
    }
  }

  /** Adds what was found; gives what is still to be asked for. */
  private static ClaimRequest take(
      Claims found, ClaimRequest request, List<Claim> claims, List<LostDelivery> losses) {
    claims.addAll(found.claims());
    losses.addAll(found.losses());
    int suspects = (int) found.claims().stream().filter(Claim::lastDelivery).count();
    int left = request.max() - found.claims().size();
    return left == 0 ? request : request.max(left).suspects(request.suspects() - suspects);
  }

  private Claims await(ClaimRequest request) {
    Runnable end = listen(request);
    try {
      return store.claim(request);
    } finally {
      end.run();
    }
  }

  private Optional<DeliveryPump.Look> begin(List<String> queues, int count) {
    try {
      return Optional.of(pump.look(queues, count));
    } catch (BackendUnavailableException e) {
      noteAway(e);
      return Optional.empty();
    }
  }

  private DeliveryPump.Brought bring(Optional<DeliveryPump.Look> look, ClaimRequest request) {
    if (look.isPresent()) {
      try (DeliveryPump.Look open = look.get()) {
        DeliveryPump.Brought brought = open.bring(request);
        noteBack();
        return brought;
      } catch (BackendUnavailableException e) {
        noteAway(e);
      }
    }
    return new DeliveryPump.Brought(Claims.NONE, 0, true, false);
  }

  private Runnable listen(ClaimRequest request) {
    try {
      return pump.listen(request.queues(), request.max() + beyond);
    } catch (BackendUnavailableException e) {
      noteAway(e);
      return () -> {};
    }
  }

  /** What is ready in the store goes on. */
  private void noteAway(BackendUnavailableException e) {
    if (closed) {
      throw e;
    }
    if (away.compareAndSet(false, true)) {
      LOG.warn("claims go on without the broker until it is back: {}", e.getMessage());
    }
  }

  private void noteBack() {
    if (away.compareAndSet(true, false)) {
      LOG.info("RabbitMQ at {} is back", address.text());
    }
  }
}
