package io.tasks4j.backend.memory;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.TaskState;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a memory backend, and the sorted sets that find them.
 *
 * <p>Each set holds exactly the entries of one kind, so nothing is ever searched: an entry leaves
 * the sets before it changes and enters them again after. Not thread-safe; the backend locks.
 */
final class TaskTable {
  private final Map<TaskId, MemoryTask> byId = new HashMap<>();
  private final Map<String, ReadyTasks> ready = new HashMap<>();
  private final SortedTasks delayed = new SortedTasks();
  private final SortedTasks leased = new SortedTasks();
  private final SortedTasks finished = new SortedTasks();
  private final SortedTasks dead = new SortedTasks();
  private final SortedTasks keepingKeys = new SortedTasks();

  /** Beside the others, of which a task is in one at most. */
  private final NavigableSet<MemoryTask> expiring =
      new TreeSet<>(
          Comparator.<MemoryTask>comparingLong(e -> e.state.expires())
              .thenComparingLong(e -> e.sequence));

  private final Map<String, List<MemoryTask>> unique = new HashMap<>();
  private final Map<String, Integer> runningByQueue = new HashMap<>();
  private final Map<String, Integer> runningByName = new HashMap<>();
  private final Optional<Duration> ageing;
  private @Nullable MemoryTask oldest;
  private @Nullable MemoryTask newest;
  private long lastSequence;

  TaskTable(Optional<Duration> ageing) {
    this.ageing = ageing;
  }

  @Nullable MemoryTask find(TaskId id) {
    return byId.get(id);
  }

  MemoryTask add(TaskMessage message, long now) {
    MemoryTask e = new MemoryTask(message, ++lastSequence, now);
    byId.put(message.id(), e);
    link(e);
    if (message.unique().isPresent()) {
      holders(message.queue(), message.unique().get().key()).add(e);
    }
    place(e);
    return e;
  }

  void remove(MemoryTask e) {
    lift(e);
    byId.remove(e.message.id());
    unlink(e);
    if (e.message.unique().isPresent()) {
      release(e, uniqueName(e.message.queue(), e.message.unique().get().key()));
    }
  }

  /** Lets a task hold its key once more: ended, it may have been struck off the holders. */
  void holdAgain(MemoryTask e) {
    e.message
        .unique()
        .map(u -> holders(e.message.queue(), u.key()))
        .filter(held -> !held.contains(e))
        .ifPresent(held -> held.add(e));
  }

  /** The task that holds {@code key} in {@code queue} at {@code now}, other than {@code except}. */
  @Nullable MemoryTask holder(String queue, UniqueKey key, @Nullable MemoryTask except, long now) {
    List<MemoryTask> candidates = holders(queue, key.key());
    candidates.removeIf(e -> e.state.status().isTerminal() && !holds(e, now));
    for (MemoryTask e : candidates) {
      if (!e.equals(except) && holds(e, now)) {
        return e;
      }
    }
    if (candidates.isEmpty()) {
      unique.remove(uniqueName(queue, key.key()));
    }
    return null;
  }

  /** Ready tasks of a queue; null when there are none. */
  @Nullable ReadyTasks ready(String queue) {
    return ready.get(queue);
  }

  SortedTasks delayed() {
    return delayed;
  }

  NavigableSet<MemoryTask> expiring() {
    return expiring;
  }

  /** When the next task expires; {@link TaskState#NEVER} when none will. */
  long firstExpiry() {
    return expiring.isEmpty() ? TaskState.NEVER : expiring.first().state.expires();
  }

  SortedTasks leased() {
    return leased;
  }

  SortedTasks finished() {
    return finished;
  }

  SortedTasks dead() {
    return dead;
  }

  SortedTasks keepingKeys() {
    return keepingKeys;
  }

  int runningOfQueue(String queue) {
    return runningByQueue.getOrDefault(queue, 0);
  }

  int runningOfName(String name) {
    return runningByName.getOrDefault(name, 0);
  }

  /** The task enqueued last, from which {@link MemoryTask#older} leads to all others. */
  @Nullable MemoryTask newest() {
    return newest;
  }

  List<TaskId> waiting() {
    List<TaskId> waiting = new ArrayList<>();
    for (MemoryTask e = oldest; e != null; e = e.newer) {
      if (e.state.waits()) {
        waiting.add(e.message.id());
      }
    }
    return waiting;
  }

  private static boolean holds(MemoryTask e, long now) {
    return e.state.holdsKey(e.message.unique().orElseThrow().scope(), e.uniqueUntil, now);
  }

  private List<MemoryTask> holders(String queue, String key) {
    return unique.computeIfAbsent(uniqueName(queue, key), k -> new ArrayList<>());
  }

  private void release(MemoryTask e, String uniqueName) {
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

  /** Takes an entry out of all sets, so that it can be changed; {@link #place} ends that. */
  void lift(MemoryTask e) {
    if (e.state.expires() != TaskState.NEVER) {
      expiring.remove(e);
    }
    if (e.set == null) {
      return;
    }
    e.set.remove(e);
    if (e.state.status() == TaskStatus.RUNNING) {
      runningByQueue.merge(e.message.queue(), -1, TaskTable::sumOrNone);
      runningByName.merge(e.message.name(), -1, TaskTable::sumOrNone);
    } else if (e.state.ready()) {
      ReadyTasks ofQueue = ready.get(e.message.queue());
      if (ofQueue != null && ofQueue.removed(e)) {
        ready.remove(e.message.queue());
      }
    }
  }

  /** Puts an entry into the sets where it is found by what it is now. */
  void place(MemoryTask e) {
    if (e.state.waits()) {
      if (e.state.blocked()) {
        // In no set: a parent finds it by its id.
      } else if (e.state.delayed()) {
        delayed.add(e, e.state.due());
      } else {
        ready.computeIfAbsent(e.message.queue(), q -> new ReadyTasks()).add(e, rank(e));
      }
      if (e.state.expires() != TaskState.NEVER) {
        expiring.add(e);
      }
    } else if (e.state.status() == TaskStatus.RUNNING) {
      leased.add(e, e.leaseUntil);
      runningByQueue.merge(e.message.queue(), 1, Integer::sum);
      runningByName.merge(e.message.name(), 1, Integer::sum);
    } else if (!e.state.status().isTerminal()) {
      // Suspended: in no set, since nothing happens to it by itself.
    } else if (e.keepsKey) {
      keepingKeys.add(e, e.uniqueUntil);
    } else {
      (e.state.status() == TaskStatus.FAILURE ? dead : finished).add(e, e.state.finished());
    }
  }

  private void link(MemoryTask e) {
    e.older = newest;
    if (newest == null) {
      oldest = e;
    } else {
      newest.newer = e;
    }
    newest = e;
  }

  private void unlink(MemoryTask e) {
    if (e.older == null) {
      oldest = e.newer;
    } else {
      e.older.newer = e.newer;
    }
    if (e.newer == null) {
      newest = e.older;
    } else {
      e.newer.older = e.older;
    }
  }

  private static @Nullable Integer sumOrNone(int a, int b) {
    return a + b == 0 ? null : a + b;
  }

  /** Strict: the priority alone. Ageing: a task one priority higher counts as one step older. */
  private long rank(MemoryTask e) {
    int priority = e.message.priority();
    return ageing.isEmpty() ? -priority : e.state.due() - priority * ageing.get().toMillis();
  }
}
