package io.tasks4j.redis;

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
import io.tasks4j.redis.client.JedisClient;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.redis.client.ServerCheck;
import io.tasks4j.result.ResultBackend;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/**
 * Tasks in Redis or Valkey, for any number of threads, processes and hosts. Thread-safe.
 *
 * <p>{@code redis://host:6379} by address; see {@link RedisConfig} for the settings. All times are
 * by the server's clock. Each call is one script, so what it does is done as a whole. Has one
 * daemon thread while a call waits, and none else.
 */
public final class RedisBackend implements TaskBackend {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(
          EnumSet.of(
              Capability.DURABLE,
              Capability.MULTI_PROCESS,
              Capability.DELAY,
              Capability.PRIORITY,
              Capability.UNIQUE,
              Capability.LIMITS,
              Capability.PAUSE,
              Capability.JOIN,
              Capability.SCHEDULES,
              Capability.LOCKS,
              Capability.EARLY_START));

  /** A limit of a name may be freed in a queue that the waiting claim does not listen to. */
  private static final long LIMITED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CommandSender link;
  private final RedisKeys keys;
  private final ScriptContext store;
  private final KeyLayout layout;
  private final WaitingCalls wakeups = new WaitingCalls();
  private final WakeUpSubscriber subscriber;
  private final TaskEnqueuer enqueuer;
  private final Settler settler;
  private final Claimer claimer;
  private final ExchangeCalls exchanges;
  private final LockStore locks;
  private final Sweeper sweeper;
  private final TaskAdmin admin;
  private final ResultBackend results;
  private final AtomicBoolean released = new AtomicBoolean();

  private RedisBackend(
      JedisClient client, RedisConfig config, ServerCheck server, LongSupplier offset) {
    this.link =
        new CommandSender(
            client,
            config.callTimeout(),
            LuaScript.load(server.isSevenOrLater(), client.isCluster()));
    this.keys = new RedisKeys(config.namespace());
    KnownQueues queues = new KnownQueues(link, keys);
    this.store = new ScriptContext(link, keys, config.settings(), offset, queues);
    this.layout = new KeyLayout(link, keys, queues);
    OutboxRelay relay = new OutboxRelay(store);
    TaskLookup lookup = new TaskLookup(store);
    this.subscriber = new WakeUpSubscriber(client.connections(), keys.channel(), wakeups);
    this.enqueuer = new TaskEnqueuer(store);
    LostAnswers lost = new LostAnswers(System::nanoTime);
    this.settler = new Settler(store);
    this.claimer = new Claimer(store, lost, settler);
    this.exchanges = new ExchangeCalls(store, lost, settler, claimer, relay);
    this.locks = new RedisLockStore(store);
    this.sweeper = new Sweeper(store, relay, layout);
    this.admin = new RedisAdmin(store, lookup, sweeper);
    this.results = new RedisResults(store, lookup, wakeups, subscriber);
  }

  /**
   * Opens a backend at an address such as {@code redis://user:password@host:6379/0}.
   *
   * @throws IllegalArgumentException when the address is wrong
   * @throws BackendException when the server cannot be reached or will not do
   */
  public static RedisBackend open(String address, RedisConfig config) {
    BackendUri uri = BackendUri.parse(address);
    RedisAddress parsed = RedisAddress.from(uri);
    uri.checkAllRead();
    return open(parsed, config);
  }

  /**
   * A backend over a client of the caller, who closes it after the backend. Its pool needs a
   * connection for each thread, and one more.
   *
   * @throws BackendException when the server cannot be reached or will not do
   */
  public static RedisBackend over(RedisClient client, RedisConfig config) {
    return open(JedisClient.over(client), config, () -> 0);
  }

  /**
   * A backend over a cluster client of the caller, who closes it after the backend.
   *
   * @throws BackendException when the cluster cannot be reached or will not do
   */
  public static RedisBackend over(RedisClusterClient client, RedisConfig config) {
    return open(JedisClient.over(client), config, () -> 0);
  }

  /**
   * A backend over connections to the master that Sentinel names, made by the caller, who closes
   * them after the backend.
   *
   * @throws BackendException when the master cannot be reached or will not do
   */
  public static RedisBackend over(SentineledConnectionProvider connections, RedisConfig config) {
    return open(JedisClient.over(connections), config, () -> 0);
  }

  static RedisBackend open(RedisAddress address, RedisConfig config) {
    return open(address, config, () -> 0);
  }

  /** For tests, which turn the clock: {@code offset} milliseconds are added to the server's. */
  static RedisBackend open(RedisAddress address, RedisConfig config, LongSupplier offset) {
    JedisClient client = JedisClient.open(address, config.client());
    try {
      return open(client, config, offset);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static RedisBackend open(JedisClient client, RedisConfig config, LongSupplier offset) {
    RedisBackend backend = new RedisBackend(client, config, ServerCheck.check(client), offset);
    // Reads a little by a script: whether the user may is better known now than at the first task.
    Object ignored =
        backend.store.link().run(LuaScript.STATS, backend.anyKeys(), backend.store.args());
    backend.layout.check();
    return backend;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    return enqueuer.enqueue(messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    link.checkOpen();
    long start = System.nanoTime();
    long looked = start;
    List<String> topics =
        request.queues().stream().map(q -> WaitingCalls.ready(keys.prefix(q))).toList();
    try (WaitingCalls.Waiter waiter = wakeups.waiter(topics)) {
      while (true) {
        waiter.look();
        ClaimAttempt found = claimer.claim(request);
        sweeper.sweepIfDue();
        if (!found.isEmpty()) {
          return found.found();
        }
        looked = System.nanoTime();
        if (!awaitWork(waiter, request, found, start, looked)) {
          return Claims.NONE;
        }
      }
    } catch (InterruptedException e) {
      // Thrown by the wait alone, when nothing is claimed.
      Thread.currentThread().interrupt();
      return Claims.NONE;
    }
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return renewals.isEmpty() ? List.of() : settler.renew(renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    Exchanged done = exchanges.run(exchange);
    sweeper.sweepIfDue();
    return done;
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    return enqueuer.withdraw(messages);
  }

  @Override
  public TaskAdmin admin() {
    return admin;
  }

  @Override
  public ResultBackend results() {
    return results;
  }

  @Override
  public ScheduleStore schedules() {
    return new RedisSchedules(store);
  }

  @Override
  public LockStore locks() {
    return locks;
  }

  /** Ends waiting calls and closes connections. Claims stay until they are settled or lapse. */
  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      subscriber.close();
      link.close();
      wakeups.close();
    }
  }

  private List<String> anyKeys() {
    return store.metas(List.of("default"));
  }

  /** Waits until another look is worth while; false when the claim is to give up. */
  private boolean awaitWork(
      WaitingCalls.Waiter waiter, ClaimRequest request, ClaimAttempt found, long start, long looked)
      throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long left = request.maxWait().toNanos() - (now - start);
      if (left <= 0 || link.isClosed() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      long most = request.limits().isEmpty() ? WakeUpSubscriber.longestNanos() : LIMITED_NANOS;
      long next =
          Math.min(most, TimeUnit.MILLISECONDS.toNanos(Math.min(found.nextMillis(), 3_600_000)));
      boolean listening = subscriber.isListening();
      long untilLook = next - (now - looked);
      if (untilLook <= 0) {
        return true;
      }
      long turn = subscriber.listen();
      if (waiter.await(Math.min(left, Math.min(untilLook, turn))) || !listening) {
        return !link.isClosed();
      }
    }
  }
}
