package io.tasks4j.queue;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.store.TaskLocks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The locks of a queue: given, or opened where its tasks are when they are first asked for. */
final class QueueLocks implements AutoCloseable {
  private final Optional<TaskLock> given;
  private final TaskBackend backend;
  private final Optional<String> address;
  private @Nullable TaskLock opened;
  private boolean closed;

  QueueLocks(Optional<TaskLock> given, TaskBackend backend, Optional<String> address) {
    this.given = given;
    this.backend = backend;
    this.address = address;
  }

  synchronized TaskLock get() {
    if (given.isPresent()) {
      return given.get();
    }
    if (closed) {
      throw new IllegalStateException("the queue is closed, and its locks with it");
    }
    TaskLock locks = opened;
    if (locks == null) {
      locks = open();
      opened = locks;
    }
    return locks;
  }

  private TaskLock open() {
    if (backend instanceof MemoryBackend memory) {
      return TaskLock.over(memory.locks());
    }
    if (address.isEmpty()) {
      throw new IllegalStateException(
          "a queue over a backend that was opened in code has no locks of its own; give some by"
              + " QueueConfig.locks, as TaskLocks.open or RedisStores and SqliteStores open them");
    }
    try {
      return TaskLocks.openBeside(address.get());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the queue has no locks: " + e.getMessage() + "; or give some by QueueConfig.locks", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
