package io.tasks4j.queue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.TaskMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds to enqueue tasks: a backend and a configuration. Thread-safe.
 *
 * <p>One instance serves an application. It is the way into one store, which holds any number of
 * queues, each known by its name: a task waits in one of them, and a worker looks into some.
 */
public final class TaskQueue implements Enqueuer, AutoCloseable {
  /** The most tasks of a chain, a group or a workflow that are stored in one step. */
  public static final int LARGEST_BATCH = 2_000;

  private final TaskBackend backend;
  private final QueueConfig config;
  private final StoreEnqueuer enqueuer;
  private @Nullable TaskLock locks;

  private TaskQueue(TaskBackend backend, QueueConfig config) {
    this.backend = Objects.requireNonNull(backend, "backend");
    this.config = Objects.requireNonNull(config, "config");
    this.enqueuer = new StoreEnqueuer(this, backend::enqueue);
  }

  /**
   * Opens a queue by address: {@code sqlite:tasks.db}, {@code memory:}, {@code immediate:}, {@code
   * dummy:}, and whatever other backend is on the class path.
   *
   * @throws IllegalArgumentException when no backend has the scheme, or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened
   */
  public static TaskQueue open(String address) {
    return open(address, QueueConfig.create());
  }

  /** Opens a queue by address with a configuration; see {@link #open(String)}. */
  public static TaskQueue open(String address, QueueConfig config) {
    return new TaskQueue(TaskBackends.open(address), config);
  }

  /** A queue over a backend that was opened in code; closing the queue closes it. */
  public static TaskQueue over(TaskBackend backend) {
    return over(backend, QueueConfig.create());
  }

  /** A queue over a backend that was opened in code; closing the queue closes it. */
  public static TaskQueue over(TaskBackend backend, QueueConfig config) {
    return new TaskQueue(backend, config);
  }

  @Override
  public <P, R> TaskHandle<R> enqueue(TaskType<P, R> type, P payload, TaskOptions options) {
    return enqueuer.enqueue(type, payload, options);
  }

  @Override
  public <P, R> List<TaskHandle<R>> enqueueAll(
      TaskType<P, R> type, Collection<? extends P> payloads, TaskOptions options) {
    return enqueuer.enqueueAll(type, payloads, options);
  }

  @Override
  public <H> H enqueue(TaskGraph<H> graph) {
    return enqueuer.enqueue(graph);
  }

  /**
   * Enqueues inside a transaction of the application: the tasks exist when, and only when, {@code
   * connection} commits.
   *
   * <p>Turn auto-commit off first: an enqueue on a connection in auto-commit mode, which has no
   * transaction to join, throws {@link IllegalStateException}.
   *
   * @throws UnsupportedCapabilityException when the backend shares no database with applications
   */
  public Enqueuer inTransaction(Connection connection) {
    if (!backend.capabilities().contains(Capability.JDBC_TRANSACTION)) {
      // It says itself what would do.
      backend.enqueue(connection, List.of());
    }
    Objects.requireNonNull(connection, "connection");
    return new StoreEnqueuer(this, batch -> enqueueIn(connection, batch));
  }

  private List<EnqueueResult> enqueueIn(Connection connection, List<TaskMessage> batch) {
    try {
      if (connection.getAutoCommit()) {
        throw new IllegalStateException(
            "the connection is in auto-commit mode, so there is no transaction to enqueue in;"
                + " call setAutoCommit(false) first");
      }
    } catch (SQLException e) {
      throw new BackendException("the connection does not answer: " + e.getMessage(), e);
    }
    return backend.enqueue(connection, batch);
  }

  /**
   * The handle of a task enqueued before, perhaps by another process. Looks nothing up: a task that
   * is not there shows in the handle's methods.
   */
  public <R> TaskHandle<R> handle(TaskType<?, R> type, TaskId id) {
    return new TaskHandle<>(id, true, type, backend, config.codec());
  }

  /** What operators can see and do. */
  public TaskAdmin admin() {
    return backend.admin();
  }

  /** The backend, for workers. */
  public TaskBackend backend() {
    return backend;
  }

  /** The configuration. */
  public QueueConfig config() {
    return config;
  }

  /**
   * Locks by key in the queue's own store, which workers use for tasks that are {@link
   * TaskOptions#exclusive exclusive}, and applications may use too. Closed with the queue.
   *
   * @throws UnsupportedCapabilityException when the backend keeps none
   */
  public synchronized TaskLock locks() {
    TaskLock all = locks;
    if (all == null) {
      all = TaskLock.over(backend.locks());
      locks = all;
    }
    return all;
  }

  /** Closes the backend. Stop the workers first; may be called twice. */
  @Override
  public void close() {
    synchronized (this) {
      if (locks != null) {
        locks.close();
      }
    }
    backend.close();
  }
}
