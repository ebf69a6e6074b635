package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.internal.Names;
import io.tasks4j.redis.ScriptAlphabets.Action;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see and do. */
final class RedisAdmin implements TaskAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(RedisAdmin.class);

  private final ScriptContext store;
  private final TaskLookup lookup;
  private final Sweeper sweeper;

  RedisAdmin(ScriptContext store, TaskLookup lookup, Sweeper sweeper) {
    this.store = store;
    this.lookup = lookup;
    this.sweeper = sweeper;
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    Object row = lookup.run(Action.FIND, id);
    try {
      return row == null ? Optional.empty() : Optional.of(new StoredTask(row).metadata());
    } catch (TaskSerializationException e) {
      LOG.warn("task {} cannot be read; purge it", id, e);
      return Optional.empty();
    }
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return new TaskListing(store, lookup).list(query);
  }

  @Override
  public TaskPage page(TaskQuery query) {
    return new TaskListing(store, lookup).page(query);
  }

  @Override
  public Map<String, QueueStats> stats() {
    Map<String, QueueStats> stats = new TreeMap<>();
    for (List<String> part : store.parts(store.queues().all())) {
      if (!part.isEmpty()) {
        List<@Nullable Object> reply =
            ScriptReplies.list(store.link().run(LuaScript.STATS, store.metas(part), store.args()));
        for (int i = 0; i < part.size(); i++) {
          addStats(part.get(i), ScriptReplies.list(reply.get(i)), stats);
        }
      }
    }
    return stats;
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    return EndedCounts.read(store, width, spans);
  }

  @Override
  public CancelResult cancel(TaskId id) {
    Object done = lookup.run(Action.CANCEL, id);
    return done == null ? CancelResult.NOTHING : CancelResult.valueOf(ScriptReplies.text(done));
  }

  @Override
  public boolean requeue(TaskId id) {
    Object done = lookup.run(Action.REQUEUE, id);
    return done != null && ScriptReplies.number(done) == 1;
  }

  @Override
  public boolean purge(TaskId id) {
    Object done = lookup.run(Action.PURGE, id);
    sweeper.sweepIfDue();
    return done != null && ScriptReplies.number(done) == 1;
  }

  @Override
  public void pause(String queue, boolean paused) {
    Names.check("queue name", queue);
    store.queues().forget(List.of(queue));
    store.queues().register(List.of(queue));
    ScriptArguments args = store.args().add(paused ? "1" : "0");
    Object ignored = store.link().run(LuaScript.PAUSE, store.metas(List.of(queue)), args);
  }

  private static void addStats(
      String queue, List<@Nullable Object> counts, Map<String, QueueStats> stats) {
    long[] n = counts.stream().mapToLong(ScriptReplies::number).toArray();
    boolean paused = n[6] == 1;
    List<Long> all = new ArrayList<>(List.of(n[0], n[2], n[3], n[5]));
    if (!paused && all.stream().allMatch(count -> count == 0)) {
      return;
    }
    Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
    byStatus.put(TaskStatus.PENDING, n[0] - n[1]);
    byStatus.put(TaskStatus.RETRY, n[1]);
    byStatus.put(TaskStatus.RUNNING, n[2]);
    byStatus.put(TaskStatus.SUCCESS, n[3] - n[4]);
    byStatus.put(TaskStatus.CANCELLED, n[4]);
    byStatus.put(TaskStatus.FAILURE, n[5]);
    Optional<Duration> oldest = n[7] < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(n[7]));
    stats.put(queue, new QueueStats(byStatus, paused, oldest));
  }
}
