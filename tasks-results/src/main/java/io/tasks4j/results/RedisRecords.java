package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of tasks on Redis: a hash each, and sorted sets of all and of the ended ones. */
final class RedisRecords implements RecordStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisRecords.class);
  private static final LuaScript RECORDS = LuaScript.load("records.lua");
  private static final byte[] NOTHING = {};

  /** Records that one script looks at for a page. */
  private static final int PAGE = 200;

  private final RedisLink link;
  private final MetadataSettings settings;

  RedisRecords(RedisLink link, MetadataSettings settings) {
    this.link = link;
    this.settings = settings;
  }

  @Override
  public boolean store(TaskMetadata task) {
    return put("add", task, NOTHING);
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    byte[] json = json(id);
    return json == null ? Optional.empty() : Optional.of(StoredJson.decodeMetadata(json));
  }

  @Override
  public boolean compareAndSet(TaskMetadata expected, TaskMetadata next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException(
          "a record keeps its id, but " + expected.id() + " became " + next.id());
    }
    TaskMetadata canonical = StoredJson.canonical(expected);
    while (true) {
      byte[] json = json(next.id());
      if (json == null || !canonical.equals(StoredJson.decodeMetadata(json))) {
        return false;
      }
      // By its bytes: the same record may be written in more than one way.
      if (put("replace", next, json)) {
        return true;
      }
    }
  }

  @Override
  public boolean delete(TaskId id) {
    return Long.valueOf(1).equals(run("delete", id));
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    List<TaskMetadata> found = new ArrayList<>();
    String before = query.before().map(TaskId::toString).orElse("");
    while (true) {
      List<?> page = answers(run("page", before, PAGE));
      for (int i = 0; i < page.size(); i += 2) {
        before = RedisLink.text(page.get(i));
        read(before, (byte[]) page.get(i + 1)).filter(query::matches).ifPresent(found::add);
        if (found.size() == query.limit()) {
          return found;
        }
      }
      if (page.size() < 2 * PAGE) {
        return found;
      }
    }
  }

  @Override
  public Map<String, QueueStats> stats() {
    Map<String, Map<TaskStatus, Long>> counts = new TreeMap<>();
    List<?> answers = answers(run("counts"));
    for (int i = 0; i < answers.size(); i += 2) {
      // QUEUE/STATUS; a queue's name may have slashes too.
      String name = RedisLink.text(answers.get(i));
      int slash = name.lastIndexOf('/');
      counts
          .computeIfAbsent(name.substring(0, slash), q -> new EnumMap<>(TaskStatus.class))
          .put(
              TaskStatus.valueOf(name.substring(slash + 1)),
              Long.parseLong(RedisLink.text(answers.get(i + 1))));
    }
    Map<String, QueueStats> stats = new TreeMap<>();
    counts.forEach((queue, c) -> stats.put(queue, new QueueStats(c, false)));
    return stats;
  }

  @Override
  public void close() {
    link.close();
  }

  private byte @Nullable [] json(TaskId id) {
    return (byte[]) run("find", id);
  }

  private boolean put(String what, TaskMetadata task, byte[] expected) {
    Object answer =
        run(
            what,
            task.id(),
            StoredJson.encode(task),
            task.message().queue(),
            task.status(),
            task.status().isTerminal() ? 1 : 0,
            expected);
    return Long.valueOf(1).equals(answer);
  }

  private @Nullable Object run(String what, Object... more) {
    Object[] args = new Object[4 + more.length];
    args[0] = what;
    args[1] = link.key("");
    args[2] = settings.endedAge().toMillis();
    args[3] = settings.endedCount();
    System.arraycopy(more, 0, args, 4, more.length);
    return link.run(RECORDS, List.of(link.key("records")), args);
  }

  /** One record that cannot be read must not hide the others. */
  private static Optional<TaskMetadata> read(String id, byte[] json) {
    try {
      return Optional.of(StoredJson.decodeMetadata(json));
    } catch (TaskSerializationException e) {
      LOG.warn("the record of task {} is left out of a listing: it cannot be read", id, e);
      return Optional.empty();
    }
  }

  private static List<?> answers(@Nullable Object answer) {
    return answer instanceof List<?> list ? list : List.of();
  }
}
