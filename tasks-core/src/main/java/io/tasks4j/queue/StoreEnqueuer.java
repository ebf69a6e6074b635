package io.tasks4j.queue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes messages by a queue's configuration and brings them to its store: on the store's own
 * connection, or on one of the application. Thread-safe when that is.
 */
final class StoreEnqueuer implements Enqueuer {
  private final TaskQueue queue;
  private final TaskBackend backend;
  private final MessageFactory messages;
  private final EnqueueInterceptor.Next store;

  /** Enqueues by {@code store}, with the interceptors of the configuration around it. */
  StoreEnqueuer(TaskQueue queue, EnqueueInterceptor.Next store) {
    this.queue = queue;
    this.backend = queue.backend();
    this.messages = new MessageFactory(queue.config(), backend.capabilities());
    this.store = store.inside(queue.config().interceptors());
  }

  @Override
  public <P, R> TaskHandle<R> enqueue(TaskType<P, R> type, P payload, TaskOptions options) {
    TaskMessage message = messages.create(type, payload, options, newId());
    return handle(type, store.proceed(List.of(message)).get(0));
  }

  @Override
  public <P, R> List<TaskHandle<R>> enqueueAll(
      TaskType<P, R> type, Collection<? extends P> payloads, TaskOptions options) {
    if (options.id().isPresent() && payloads.size() > 1) {
      throw new IllegalArgumentException(
          "one id cannot stand for " + payloads.size() + " tasks; enqueue them one by one");
    }
    List<TaskMessage> batch = new ArrayList<>(payloads.size());
    for (P payload : payloads) {
      batch.add(messages.create(type, payload, options, newId()));
    }
    List<TaskHandle<R>> handles = new ArrayList<>(batch.size());
    for (EnqueueResult result : store.proceed(batch)) {
      handles.add(handle(type, result));
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
        all = Forgotten.leaveOut(id, all, backend.results());
      }
      for (int i = 0; i < all.size(); i += TaskQueue.LARGEST_BATCH) {
        int end = Math.min(i + TaskQueue.LARGEST_BATCH, all.size());
        List<EnqueueResult> ignored = store.proceed(all.subList(i, end));
      }
    }
    return graph.handle(id, queue);
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
    return TaskId.next(queue.config().clock());
  }

  private <R> TaskHandle<R> handle(TaskType<?, R> type, EnqueueResult result) {
    return new TaskHandle<>(result.id(), result.accepted(), type, backend, queue.config().codec());
  }
}
