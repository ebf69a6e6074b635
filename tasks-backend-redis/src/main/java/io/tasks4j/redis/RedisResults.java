package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.internal.Durations;
import io.tasks4j.redis.ScriptAlphabets.Action;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results, as the tasks hold them. */
final class RedisResults implements ResultBackend {
  private static final Logger LOG = LoggerFactory.getLogger(RedisResults.class);

  /** A task that may expire with nobody claiming ends when somebody looks. */
  private static final long EXPIRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ScriptContext store;
  private final TaskLookup lookup;
  private final WaitingCalls wakeups;
  private final WakeUpSubscriber subscriber;

  RedisResults(
      ScriptContext store, TaskLookup lookup, WaitingCalls wakeups, WakeUpSubscriber subscriber) {
    this.store = store;
    this.lookup = lookup;
    this.wakeups = wakeups;
    this.subscriber = subscriber;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    return result(id, lookup.run(Action.RESULT, id));
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    long nanos = Durations.nanos(timeout);
    long start = System.nanoTime();
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for a task");
    }
    try (WaitingCalls.Waiter waiter =
        wakeups.waiter(List.of(WaitingCalls.ended(ShortIds.encode(id))))) {
      while (true) {
        waiter.look();
        Object row = lookup.run(Action.AWAIT, id);
        Optional<TaskResult> result = result(id, row);
        long left = nanos - (System.nanoTime() - start);
        if (result.isPresent() || left <= 0) {
          return result;
        }
        boolean mayExpire = row == null || new StoredTask(row).expires();
        long turn = subscriber.listen();
        boolean ignored =
            waiter.await(Math.min(left, mayExpire ? Math.min(turn, EXPIRY_NANOS) : turn));
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for a task");
        }
        store.link().checkOpen();
      }
    }
  }

  @Override
  public boolean delete(TaskId id) {
    Object done = lookup.run(Action.DELETE, id);
    return done != null && ScriptReplies.number(done) == 1;
  }

  @Override
  public Optional<JoinState> joinState(TaskId dependant) {
    List<@Nullable Object> reply = lookUpArrivals(dependant, 0, 0);
    return reply.isEmpty()
        ? Optional.empty()
        : Optional.of(new JoinState(number(reply, 0), number(reply, 1), number(reply, 2)));
  }

  @Override
  public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
    List<@Nullable Object> reply = lookUpArrivals(dependant, fromSlot, limit);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 3; i < reply.size(); i += 2) {
      byte[] value = ScriptReplies.bytes(reply.get(i + 1));
      if (value != null) {
        arrivals.add(StoredArrival.read(number(reply, i), value));
      }
    }
    return arrivals;
  }

  private List<@Nullable Object> lookUpArrivals(TaskId id, int fromSlot, int limit) {
    Object reply = lookup.run(Action.ARRIVALS, id, fromSlot, limit);
    return reply == null ? List.of() : ScriptReplies.list(reply);
  }

  private static int number(List<@Nullable Object> reply, int at) {
    return (int) ScriptReplies.number(reply.get(at));
  }

  private static Optional<TaskResult> result(TaskId id, @Nullable Object row) {
    try {
      return row == null ? Optional.empty() : new StoredTask(row).result();
    } catch (TaskSerializationException e) {
      LOG.warn("the result of task {} cannot be read", id, e);
      return Optional.empty();
    }
  }
}
