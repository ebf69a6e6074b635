package io.tasks4j.redis;

import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.redis.ScriptAlphabets.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Schedules of a namespace, in one slot; see {@code schedules.lua}. A change whose answer was lost
 * is sent again, and then finds the version changed: its false is one that nobody was faster for.
 */
final class RedisSchedules implements ScheduleStore {
  private final ScriptContext store;
  private final List<String> keys;
  private volatile boolean closed;

  RedisSchedules(ScriptContext store) {
    this.store = store;
    this.keys = store.keys().schedules();
  }

  @Override
  public Instant now() {
    return due(Duration.ZERO, 1).now();
  }

  @Override
  public DueSchedules due(Duration ahead, int max) {
    List<@Nullable Object> reply =
        ScriptReplies.list(run(args(Schedules.DUE).add(ahead.toMillis()).add(max)));
    return new DueSchedules(
        Instant.ofEpochMilli(ScriptReplies.number(reply.get(0))),
        records(ScriptReplies.list(reply.get(1))));
  }

  @Override
  public Optional<ScheduleRecord> find(String name) {
    return records(ScriptReplies.list(run(args(Schedules.FIND).add(name)))).stream().findFirst();
  }

  @Override
  public List<ScheduleRecord> list(String after, int max) {
    return records(ScriptReplies.list(run(args(Schedules.LIST).add(after).add(max))));
  }

  @Override
  public List<Boolean> put(List<ScheduleRecord> records) {
    ScriptArguments args = args(Schedules.PUT);
    for (ScheduleRecord record : records) {
      args.add(record.name())
          .add(record.version())
          .add(record.due().map(due -> Long.toString(due.toEpochMilli())).orElse(""))
          .add(record.data());
    }
    return ScriptReplies.list(run(args)).stream()
        .map(answer -> ScriptReplies.number(answer) == 1)
        .toList();
  }

  @Override
  public boolean remove(String name, long version) {
    return ScriptReplies.number(run(args(Schedules.REMOVE).add(name).add(version))) == 1;
  }

  @Override
  public void close() {
    closed = true;
  }

  private ScriptArguments args(Schedules request) {
    return store.args().add(request.letter());
  }

  private Object run(ScriptArguments args) {
    if (closed) {
      throw new ClosedBackendException(store.link().where());
    }
    return store.link().run(LuaScript.SCHEDULES, keys, args);
  }

  /** Of name, version, due time or nothing, and data of each. */
  private static List<ScheduleRecord> records(List<@Nullable Object> fields) {
    List<ScheduleRecord> found = new ArrayList<>(fields.size() / 4);
    for (int i = 0; i < fields.size(); i += 4) {
      String due = ScriptReplies.text(fields.get(i + 2));
      found.add(
          new ScheduleRecord(
              ScriptReplies.text(fields.get(i)),
              ScriptReplies.number(fields.get(i + 1)),
              due.isEmpty()
                  ? Optional.empty()
                  : Optional.of(Instant.ofEpochMilli(Long.parseLong(due))),
              ScriptReplies.text(fields.get(i + 3))));
    }
    return found;
  }
}
