package io.tasks4j.queue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.TypedTask;
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
import java.util.ArrayList;
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
  private final MessageFactory messages;

  /** Where messages go: the backend, or a connection of the application. */
  private final EnqueueInterceptor.Next store;

  private @Nullable TaskLock locks;

  private TaskQueue(TaskBackend backend, QueueConfig config) {
    this(Objects.requireNonNull(backend, "backend"), config, backend::enqueue);
  }

  private TaskQueue(TaskBackend backend, QueueConfig config, EnqueueInterceptor.Next store) {
    this.backend = backend;
    this.config = Objects.requireNonNull(config, "config");
    this.messages = new MessageFactory(config, backend.capabilities());
    this.store = store.inside(config.interceptors());
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
  public <P, R> TaskHandle<R> enqueue(TypedTask<P, R> task, P payload, TaskOptions options) {
    TaskMessage message = messages.create(task.type(), payload, options, newId());
    return handle(task.type(), store.proceed(List.of(message)).get(0));
  }

  @Override
  public <P, R> List<TaskHandle<R>> enqueueAll(
      TypedTask<P, R> task, Collection<? extends P> payloads, TaskOptions options) {
    if (options.id().isPresent() && payloads.size() > 1) {
      throw new IllegalArgumentException(
          "one id cannot stand for " + payloads.size() + " tasks; enqueue them one by one");
    }
    List<TaskMessage> batch = new ArrayList<>(payloads.size());
    for (P payload : payloads) {
      batch.add(messages.create(task.type(), payload, options, newId()));
    }
    List<TaskHandle<R>> handles = new ArrayList<>(batch.size());
    for (EnqueueResult result : store.proceed(batch)) {
      handles.add(handle(task.type(), result));
    }
    return handles;
  }

  @Override
  public <H> H enqueue(TaskGraph<H> graph) {
    TaskId id = graph.id().orElseGet(this::newId);
    // Of what has ended, retention may have removed some tasks: these must not run again.
    boolean named = graph.id().isPresent();
    boolean ended = named && backend.results().find(id).isPresent();
    if (!ended) {
      List<TaskMessage> all = graph.messages(id, messages);
      checkJoins(all);
      if (named) {
        all = ResumedGraph.leaveOut(id, all, backend.results());
      }
      for (int i = 0; i < all.size(); i += LARGEST_BATCH) {
        int end = Math.min(i + LARGEST_BATCH, all.size());
        List<EnqueueResult> ignored = store.proceed(all.subList(i, end));
      }
    }
    return graph.handle(id, this);
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
    // Seen as an Enqueuer alone: what else a queue can do is not of the transaction.
    return new TaskQueue(backend, config, batch -> enqueueIn(connection, batch));
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
  public <R> TaskHandle<R> handle(TypedTask<?, R> task, TaskId id) {
    return new TaskHandle<>(id, true, task.type(), backend, config.codec());
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

  private void checkJoins(List<TaskMessage> all) {
    if (all.size() > 1 && !backend.capabilities().contains(Capability.JOIN)) {
      throw new UnsupportedCapabilityException(
          "this backend cannot let tasks wait for others, so it has no chains, groups or"
              + " workflows; its capabilities are "
              + backend.capabilities());
    }
  }

  private TaskId newId() {
    return TaskId.next(config.clock());
  }

  private <R> TaskHandle<R> handle(TaskType<?, R> type, EnqueueResult result) {
    return new TaskHandle<>(result.id(), result.accepted(), type, backend, config.codec());
  }
}
