package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells the threads of this process what was committed to one file. Thread-safe.
 *
 * <p>Backends on the same file share one, so that a producer and a worker that opened the file each
 * for itself wake each other at once. Counted, and forgotten with the last backend.
 */
final class CommitWakeUps {
  private static final Map<Path, CommitWakeUps> SHARED = new HashMap<>();

  /** Raised when a task became ready, or will. */
  final WakeUp ready = new WakeUp();

  /** Claims under limits that may wait, for whom the end of a task is news too. */
  final AtomicInteger limited = new AtomicInteger();

  private final Map<TaskId, Awaited> awaited = new ConcurrentHashMap<>();
  private final Path file;
  private int users;

  private CommitWakeUps(Path file) {
    this.file = file;
  }

  /** Those of {@code file}, a real path; to be given back by {@link #release}. */
  static CommitWakeUps of(Path file) {
    synchronized (SHARED) {
      CommitWakeUps wakeups = SHARED.computeIfAbsent(file, CommitWakeUps::new);
      wakeups.users++;
      return wakeups;
    }
  }

  void release() {
    synchronized (SHARED) {
      if (--users == 0) {
        SHARED.remove(file);
      }
    }
  }

  /** Tells of ended tasks. */
  void ended(Collection<TaskId> ids) {
    if (!awaited.isEmpty()) {
      for (TaskId id : ids) {
        Awaited a = awaited.get(id);
        if (a != null) {
          a.signal.raise();
        }
      }
    }
    if (limited.get() > 0) {
      ready.raise();
    }
  }

  /** Makes everybody look again. */
  void all() {
    ready.raise();
    awaited.values().forEach(a -> a.signal.raise());
  }

  /** The signal of one task's end; to be given back by {@link #forget}. */
  WakeUp ending(TaskId id) {
    return awaited.compute(id, (i, a) -> a == null ? new Awaited(1) : a.plus(1)).signal;
  }

  void forget(TaskId id) {
    awaited.computeIfPresent(id, (i, a) -> a.users == 1 ? null : a.plus(-1));
  }

  private record Awaited(WakeUp signal, int users) {
    Awaited(int users) {
      this(new WakeUp(), users);
    }

    Awaited plus(int more) {
      return new Awaited(signal, users + more);
    }
  }
}
