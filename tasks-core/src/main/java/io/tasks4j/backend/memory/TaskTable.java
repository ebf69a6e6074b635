package io.tasks4j.backend.memory;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a memory backend, and the sorted sets that find them.
 *
 * <p>Each set holds exactly the entries of one kind, so nothing is ever searched: an entry leaves
 * the sets before it changes and enters them again after. Not thread-safe; the backend locks.
 */
final class TaskTable {
  private final Map<TaskId, Entry> byId = new HashMap<>();
  private final TreeMap<Long, Entry> bySequence = new TreeMap<>();
  private final Map<String, ReadyTasks> ready = new HashMap<>();
  private final NavigableSet<Entry> delayed = sortedBy(e -> e.dueAt);
  private final NavigableSet<Entry> expiring = sortedBy(e -> e.expiresAt);
  private final NavigableSet<Entry> leased = sortedBy(e -> e.leaseUntil);
  private final NavigableSet<Entry> finished = sortedBy(e -> e.finishedAt);
  private final NavigableSet<Entry> dead = sortedBy(e -> e.finishedAt);
  private final NavigableSet<Entry> keepingKeys = sortedBy(e -> e.uniqueUntil);
  private final Map<String, List<Entry>> unique = new HashMap<>();
  private final Map<String, Integer> runningByQueue = new HashMap<>();
  private final Map<String, Integer> runningByName = new HashMap<>();
  private final Optional<Duration> ageing;
  private long lastSequence;

  TaskTable(Optional<Duration> ageing) {
    this.ageing = ageing;
  }

  @Nullable Entry find(TaskId id) {
    return byId.get(id);
  }

  Entry add(TaskMessage message, long now) {
    Entry e = new Entry(message, ++lastSequence, now);
    byId.put(message.id(), e);
    bySequence.put(e.sequence, e);
    message.unique().ifPresent(u -> holders(message.queue(), u.key()).add(e));
    index(e);
    return e;
  }

  void change(Entry e, Consumer<Entry> change) {
    unindex(e);
    change.accept(e);
    index(e);
  }

  void remove(Entry e) {
    unindex(e);
    byId.remove(e.message.id());
    bySequence.remove(e.sequence);
    e.message.unique().ifPresent(u -> release(e, uniqueName(e.message.queue(), u.key())));
  }

  /** Lets a task hold its key once more: ended, it may have been struck off the holders. */
  void holdAgain(Entry e) {
    e.message
        .unique()
        .map(u -> holders(e.message.queue(), u.key()))
        .filter(held -> !held.contains(e))
        .ifPresent(held -> held.add(e));
  }

  /** The task that holds {@code key} in {@code queue} at {@code now}, other than {@code except}. */
  @Nullable Entry holder(String queue, UniqueKey key, @Nullable Entry except, long now) {
    List<Entry> candidates = holders(queue, key.key());
    candidates.removeIf(e -> e.status.isTerminal() && !holds(e, now));
    for (Entry e : candidates) {
      if (!e.equals(except) && holds(e, now)) {
        return e;
      }
    }
    if (candidates.isEmpty()) {
      unique.remove(uniqueName(queue, key.key()));
    }
    return null;
  }

  /** Ready tasks of a queue. */
  ReadyTasks ready(String queue) {
    return ready.getOrDefault(queue, new ReadyTasks());
  }

  NavigableSet<Entry> delayed() {
    return delayed;
  }

  NavigableSet<Entry> expiring() {
    return expiring;
  }

  NavigableSet<Entry> leased() {
    return leased;
  }

  NavigableSet<Entry> finished() {
    return finished;
  }

  NavigableSet<Entry> dead() {
    return dead;
  }

  NavigableSet<Entry> keepingKeys() {
    return keepingKeys;
  }

  int runningOfQueue(String queue) {
    return runningByQueue.getOrDefault(queue, 0);
  }

  int runningOfName(String name) {
    return runningByName.getOrDefault(name, 0);
  }

  /** Entries accepted before {@code sequence}, newest first. */
  Iterable<Entry> before(long sequence) {
    return bySequence.headMap(sequence, false).descendingMap().values();
  }

  List<TaskId> waiting() {
    return bySequence.values().stream().filter(Entry::waits).map(e -> e.message.id()).toList();
  }

  private static boolean holds(Entry e, long now) {
    return switch (e.message.unique().orElseThrow().scope()) {
      case WAITING -> e.waits();
      case LIVE -> !e.status.isTerminal();
      case WITHIN -> now < e.uniqueUntil;
    };
  }

  private List<Entry> holders(String queue, String key) {
    return unique.computeIfAbsent(uniqueName(queue, key), k -> new ArrayList<>());
  }

  private void release(Entry e, String uniqueName) {
    unique.computeIfPresent(
        uniqueName,
        (name, held) -> {
          held.remove(e);
          return held.isEmpty() ? null : held;
        });
  }

  private static String uniqueName(String queue, String key) {
    // A queue name has no blank, so two pairs never give one name.
    return queue + ' ' + key;
  }

  private void index(Entry e) {
    if (e.waits()) {
      if (e.blocked) {
        // In no set: a parent finds it by its id.
      } else if (e.delayed) {
        delayed.add(e);
      } else {
        e.rank = rank(e);
        ready.computeIfAbsent(e.message.queue(), q -> new ReadyTasks()).add(e);
      }
      if (e.expiresAt != Entry.NEVER) {
        expiring.add(e);
      }
    } else if (e.status == TaskStatus.RUNNING) {
      leased.add(e);
      runningByQueue.merge(e.message.queue(), 1, Integer::sum);
      runningByName.merge(e.message.name(), 1, Integer::sum);
    } else if (e.keepsKey) {
      keepingKeys.add(e);
    } else {
      (e.status == TaskStatus.FAILURE ? dead : finished).add(e);
    }
  }

  private void unindex(Entry e) {
    delayed.remove(e);
    expiring.remove(e);
    if (e.status == TaskStatus.RUNNING) {
      leased.remove(e);
      runningByQueue.merge(e.message.queue(), -1, TaskTable::sumOrNone);
      runningByName.merge(e.message.name(), -1, TaskTable::sumOrNone);
    } else if (e.waits()) {
      ReadyTasks ofQueue = ready(e.message.queue());
      ofQueue.remove(e);
      if (ofQueue.isEmpty()) {
        ready.remove(e.message.queue());
      }
    } else {
      keepingKeys.remove(e);
      dead.remove(e);
      finished.remove(e);
    }
  }

  private static @Nullable Integer sumOrNone(int a, int b) {
    return a + b == 0 ? null : a + b;
  }

  /** Strict: the priority alone. Ageing: a task one priority higher counts as one step older. */
  private long rank(Entry e) {
    int priority = e.message.priority();
    return ageing.map(step -> e.dueAt - priority * step.toMillis()).orElse((long) -priority);
  }

  private static NavigableSet<Entry> sortedBy(ToLongFunction<Entry> key) {
    return new TreeSet<>(Comparator.comparingLong(key).thenComparingLong(e -> e.sequence));
  }
}
