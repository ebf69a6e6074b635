package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tasks that travel through RabbitMQ, with a store beside it that knows what became of them.
 * Thread-safe.
 *
 * <p>{@code amqp://user:password@host:5672/vhost?store=sqlite:tasks.db} by address; see {@link
 * RabbitMqConfig} for the settings. The broker holds tasks that are due and were not handed out
 * yet; the store holds the state of all tasks, and those that wait for a time. {@code
 * docs/rabbitmq.md} says which of the two decides what.
 *
 * <p>While the broker is away, enqueueing fails in bounded time, and claims go on with what the
 * store has. Has two connections, and one daemon thread besides those of the client.
 */
public final class RabbitMqBackend implements TaskBackend {
  private final TaskBackend store;
  private final BrokerConnection publishing;
  private final BrokerConnection consuming;
  private final TaskEnqueuer sender;
  private final DeliveryPump pump;
  private final Claimer claimer;
  private final ExchangeCalls exchanges;
  private final TaskAdmin admin;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RabbitMqBackend(RabbitMqAddress address, RabbitMqConfig config, TaskBackend store) {
    Set<Capability> able = store.capabilities();
    // One that runs tasks where they are enqueued has nothing for a message to start.
    if (!able.contains(Capability.EARLY_START) || able.contains(Capability.INLINE)) {
      throw new IllegalArgumentException(
          "the store beside RabbitMQ must be able to start delayed tasks early, as those of"
              + " sqlite:, redis: and memory: are, but is a "
              + store.getClass().getName());
    }
    this.store = store;
    this.publishing = new BrokerConnection(address, config, "publish");
    this.consuming = new BrokerConnection(address, config, "consume");
    BrokerTopology topology = new BrokerTopology(config);
    ConfirmedPublisher publisher = new ConfirmedPublisher(publishing, config);
    this.sender = new TaskEnqueuer(store, publisher, topology, publishing, config);
    DeliveryStore deliveries = new DeliveryStore(store, config.maxMessageBytes());
    this.pump = new DeliveryPump(consuming, topology, config, deliveries, publisher);
    this.claimer = new Claimer(store, pump, config, address);
    this.exchanges = new ExchangeCalls(store, claimer);
    this.admin = new RabbitMqAdmin(store);
  }

  /**
   * Opens a backend at an address such as {@code amqp://user:password@host:5672/vhost}, which has
   * no settings.
   *
   * @param store keeps the state of tasks, under settings of its own; processes that share the
   *     queues share it. Closed with this backend
   * @throws IllegalArgumentException when the address is wrong, or the store will not do
   * @throws BackendException when the broker cannot be reached or refuses the login
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
    return claimer.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    checkOpen();
    return store.renew(renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    checkOpen();
    return exchanges.run(exchange);
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    checkOpen();
    return PurgedTasks.withdraw(store, List.copyOf(messages));
  }

  @Override
  public TaskAdmin admin() {
    return admin;
  }

  @Override
  public ResultBackend results() {
    return store.results();
  }

  @Override
  public ScheduleStore schedules() {
    return store.schedules();
  }

  @Override
  public LockStore locks() {
    return store.locks();
  }

  /** Ends waiting calls, closes connections and the store. Claims stay until they lapse. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      claimer.close();
      pump.close();
      publishing.close();
      consuming.close();
      store.close();
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new ClosedBackendException(publishing.address().text());
    }
  }
}
