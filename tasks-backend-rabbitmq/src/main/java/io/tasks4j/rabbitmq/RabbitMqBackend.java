package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.SettledAndClaimed;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that travel through RabbitMQ, with a store beside it that knows what became of them.
 * Thread-safe.
 *
 * <p>{@code amqp://user:password@host:5672/vhost?metadata=sqlite:tasks.db} by address; see {@link
 * RabbitMqConfig} for the settings. The broker holds tasks that are due and were not handed out
 * yet; the store holds the state of all tasks, and those that wait for a time. {@code
 * docs/rabbitmq.md} says which of the two decides what.
 *
 * <p>While the broker is away, enqueueing fails in bounded time, and claims go on with what the
 * store has. Has two connections, and one daemon thread besides those of the client.
 */
public final class RabbitMqBackend implements TaskBackend {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitMqBackend.class);
  private static final int MOST_LOOKED_AT = 1_000;

  /** A claim that waits listens anew after this, as its link may have broken. */
  private static final Duration LISTEN = Duration.ofSeconds(2);

  private final RabbitMqConfig config;
  private final TaskBackend store;
  private final Link publishing;
  private final Link consuming;
  private final Sender sender;
  private final Intake intake;
  private final TaskAdmin admin;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean away = new AtomicBoolean();

  private RabbitMqBackend(RabbitMqAddress address, RabbitMqConfig config, TaskBackend store) {
    if (!(store instanceof EarlyStart early)) {
      throw new IllegalArgumentException(
          "the store beside RabbitMQ must be able to start delayed tasks early, as those of"
              + " sqlite:, redis: and memory: are, but is a "
              + store.getClass().getName());
    }
    this.config = config;
    this.store = store;
    this.publishing = new Link(address, config, "publish");
    this.consuming = new Link(address, config, "consume");
    Topology topology = new Topology(config);
    Publisher publisher = new Publisher(publishing, config);
    this.sender = new Sender(store, publisher, topology, publishing, config);
    Arrivals arrivals = new Arrivals(store, early);
    this.intake = new Intake(consuming, topology, config, arrivals, publisher);
    this.admin = new RabbitMqAdmin(store);
  }

  /**
   * Opens a backend at an address such as {@code amqp://user:password@host:5672/vhost}, which has
   * no settings.
   *
   * @param store keeps the state of tasks, under settings of its own; processes that share the
   *     queues share it. Closed with this backend
   * @throws IllegalArgumentException when the address is wrong, or the store will not do
   * @throws BackendException when the broker cannot be reached or lets us not in
   */
  public static RabbitMqBackend open(String address, RabbitMqConfig config, TaskBackend store) {
    BackendUri uri = BackendUri.parse(address);
    RabbitMqAddress parsed = RabbitMqAddress.from(uri);
    uri.checkAllRead();
    return open(parsed, config, store);
  }

  static RabbitMqBackend open(RabbitMqAddress address, RabbitMqConfig config, TaskBackend store) {
    RabbitMqBackend backend = new RabbitMqBackend(address, config, store);
    try {
      Object ignored = List.of(backend.publishing.connection(), backend.consuming.connection());
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    return backend;
  }

  @Override
  public Set<Capability> capabilities() {
    EnumSet<Capability> all = EnumSet.copyOf(store.capabilities());
    all.remove(Capability.JDBC_TRANSACTION);
    return Collections.unmodifiableSet(all);
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    checkOpen();
    return sender.enqueue(messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    checkOpen();
    long start = System.nanoTime();
    Claims claims = look(request);
    while (claims.claims().isEmpty() && claims.losses().isEmpty()) {
      Duration left = request.maxWait().minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero() || Thread.currentThread().isInterrupted()) {
        break;
      }
      claims = await(request.maxWait(left.compareTo(LISTEN) < 0 ? left : LISTEN));
      if (closed.get()) {
        break;
      }
    }
    return Transit.unmark(claims);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    checkOpen();
    return store.renew(renewals, lease);
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    checkOpen();
    return store.settle(settlements);
  }

  @Override
  public SettledAndClaimed settleAndClaim(List<Settlement> settlements, ClaimRequest request) {
    checkOpen();
    try {
      boolean ignored = pull(request, request.max() + config.prefetchCount());
    } catch (BackendException e) {
      // The settlements come first; the next claim meets the error again.
      LOG.debug("claiming with a settlement", e);
    }
    SettledAndClaimed both = store.settleAndClaim(settlements, request);
    return new SettledAndClaimed(both.applied(), Transit.unmark(both.claims()));
  }

  @Override
  public TaskAdmin admin() {
    return admin;
  }

  @Override
  public TaskResults results() {
    return store.results();
  }

  @Override
  public ScheduleStore schedules() {
    return store.schedules();
  }

  /** Ends waiting calls, closes connections and the store. Claims stay until they lapse. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      intake.close();
      publishing.close();
      consuming.close();
      store.close();
    }
  }

  /**
   * Names at their limit must not stand in the way of others: then it takes more, up to a bound.
   */
  private Claims look(ClaimRequest request) {
    int count = request.max() + config.prefetchCount();
    List<Claim> claims = new ArrayList<>();
    List<LostDelivery> losses = new ArrayList<>();
    ClaimRequest next = request.maxWait(Duration.ZERO);
    while (true) {
      boolean more;
      Claims found;
      try {
        more = pull(request, count);
        found = store.claim(next);
      } catch (BackendException e) {
        // What was claimed before must reach the caller.
        if (claims.isEmpty() && losses.isEmpty()) {
          throw e;
        }
        LOG.debug("a claim ended early", e);
        return new Claims(claims, losses);
      }
      claims.addAll(found.claims());
      losses.addAll(found.losses());
      int left = request.max() - claims.size();
      if (!more || left == 0 || count > MOST_LOOKED_AT || request.limits().perName().isEmpty()) {
        return new Claims(claims, losses);
      }
      int suspects = (int) found.claims().stream().filter(Claim::lastDelivery).count();
      next = next.max(left).suspects(next.suspects() - suspects);
      count *= 2;
    }
  }

  private Claims await(ClaimRequest request) {
    Runnable end = listen(request);
    try {
      return store.claim(request);
    } finally {
      end.run();
    }
  }

  private boolean pull(ClaimRequest request, int count) {
    try {
      boolean more = intake.pull(request.queues(), count);
      noteBack();
      return more;
    } catch (BackendUnavailableException e) {
      noteAway(e);
      return false;
    }
  }

  private Runnable listen(ClaimRequest request) {
    try {
      return intake.listen(request.queues(), request.max() + config.prefetchCount());
    } catch (BackendUnavailableException e) {
      noteAway(e);
      return () -> {};
    }
  }

  /** What is ready in the store goes on. */
  private void noteAway(BackendUnavailableException e) {
    checkOpen();
    if (away.compareAndSet(false, true)) {
      LOG.warn("claims go on without the broker until it is back: {}", e.getMessage());
    }
  }

  private void noteBack() {
    if (away.compareAndSet(true, false)) {
      LOG.info("RabbitMQ at {} is back", consuming.address().text());
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new ClosedBackendException(publishing.address().text());
    }
  }
}
