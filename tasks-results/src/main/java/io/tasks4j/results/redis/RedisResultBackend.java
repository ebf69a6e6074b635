package io.tasks4j.results.redis;

import io.tasks4j.Durations;
import io.tasks4j.TaskId;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import io.tasks4j.results.internal.Records;
import io.tasks4j.results.internal.Wakeups;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Results on Redis, one key each. A waiter is woken by a message. */
final class RedisResultBackend implements ResultBackend {
  private static final Script STORE = Script.load("store-result.lua");
  private static final Script DELETE = Script.load("delete-result.lua");

  /** The net under messages, which a broken link may lose. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  /** While the first message may come before the subscription. */
  private static final long WAIT_UNSUBSCRIBED = TimeUnit.MILLISECONDS.toNanos(20);

  private final RedisLink link;
  private final ResultSettings settings;
  private final Wakeups wakeups = new Wakeups();
  private final Subscription subscription;
  private final String index;
  private final String channel;

  RedisResultBackend(RedisLink link, ResultSettings settings) {
    this.link = link;
    this.settings = settings;
    this.index = link.key("results");
    this.channel = link.key("result-stored");
    this.subscription = new Subscription(link, channel, wakeups);
  }

  @Override
  public boolean store(TaskResult result) {
    settings.check(result);
    boolean stored =
        link.test(
            STORE,
            List.of(key(result.id()), index),
            result.id(),
            Records.encode(result),
            settings.ttl().toMillis(),
            settings.maxCount(),
            link.key("result:"),
            channel);
    if (stored) {
      // Also without a message: the waiters of this process need not depend on the link.
      wakeups.raise(result.id());
    }
    return stored;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    byte[] json = link.call(client -> client.get(RedisLink.bytes(key(id))));
    return json == null ? Optional.empty() : Optional.of(Records.decodeResult(id, json));
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long nanos = Durations.nanos(timeout);
    Wakeups.Signal signal = wakeups.watch(id);
    try {
      while (true) {
        long seen = signal.version();
        Optional<TaskResult> result = find(id);
        long left = nanos - (System.nanoTime() - start);
        if (result.isPresent() || left <= 0) {
          return result;
        }
        long most = subscription.isUp() ? LONGEST_WAIT : WAIT_UNSUBSCRIBED;
        signal.await(seen, Math.min(left, most));
      }
    } finally {
      wakeups.forget(id);
    }
  }

  @Override
  public boolean delete(TaskId id) {
    return link.test(DELETE, List.of(key(id), index), id);
  }

  @Override
  public void close() {
    link.close();
    subscription.close();
    wakeups.raiseAll();
  }

  private String key(TaskId id) {
    return link.key("result:" + id);
  }
}
