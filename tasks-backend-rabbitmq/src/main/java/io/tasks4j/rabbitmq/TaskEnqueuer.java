package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.rabbitmq.RabbitMqConfig.QueueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Enqueues: first into the store, where ids and unique keys are decided, then to the broker.
 *
 * <p>A crash between the two leaves tasks that the store hands out after the transit timeout.
 */
final class TaskEnqueuer {
  private final TaskBackend store;
  private final ConfirmedPublisher publisher;
  private final BrokerTopology topology;
  private final BrokerConnection broker;
  private final RabbitMqConfig config;

  TaskEnqueuer(
      TaskBackend store,
      ConfirmedPublisher publisher,
      BrokerTopology topology,
      BrokerConnection broker,
      RabbitMqConfig config) {
    this.store = store;
    this.publisher = publisher;
    this.topology = topology;
    this.broker = broker;
    this.config = config;
  }

  List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<TaskMessage> all = List.copyOf(messages);
    List<TaskMessage> stored = new ArrayList<>(all.size());
    Set<String> queues = new LinkedHashSet<>();
    for (TaskMessage message : all) {
      boolean travels = travels(message);
      stored.add(travels ? TransitMark.mark(message, config.transitTimeout()) : message);
      if (travels) {
        queues.add(message.queue());
      }
    }
    // Before anything is stored: a broker that is away, or lacks the queue, refuses by this.
    queues.forEach(queue -> topology.ensure(broker, queue));
    if (!queues.isEmpty()) {
      Object ignored = broker.connection();
      broker.checkNotBlocked();
    }
    List<EnqueueResult> results = store.enqueue(stored);
    List<TaskMessage> accepted = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      if (results.get(i).accepted() && travels(all.get(i))) {
        accepted.add(all.get(i));
      }
    }
    if (!accepted.isEmpty()) {
      publish(accepted, all, results);
    }
    return results;
  }

  /**
   * Whether a task goes by the broker. One with a due time, or that waits for others, waits in the
   * store; so does one of another priority than the default where the broker's queue knows no
   * priorities.
   */
  private boolean travels(TaskMessage message) {
    return message.due().isEmpty()
        && message.join().isEmpty()
        && (config.queueType() == QueueType.CLASSIC
            || message.priority() == io.tasks4j.TaskPriority.DEFAULT);
  }

  private void publish(
      List<TaskMessage> accepted, List<TaskMessage> all, List<EnqueueResult> results) {
    List<OutgoingMessage> outgoing = new ArrayList<>(accepted.size());
    for (TaskMessage message : accepted) {
      outgoing.add(
          new OutgoingMessage(
              config.brokerKey(message.queue()),
              DeliveryStore.properties(message, config),
              MessageCodec.encode(message)));
    }
    BackendException failure = null;
    List<PublishBatch.Fate> fates = List.of();
    try {
      fates = publisher.publish(outgoing);
    } catch (BackendException e) {
      failure = e;
    }
    if (fates.contains(PublishBatch.Fate.UNROUTABLE)) {
      topology.forget();
      failure =
          new BackendException(
              "RabbitMQ at "
                  + broker.address().text()
                  + " has no queue for exchange '"
                  + config.exchange()
                  + "' and routing key '"
                  + outgoing.get(fates.indexOf(PublishBatch.Fate.UNROUTABLE)).key()
                  + "': bind one; nothing was enqueued",
              null);
    } else if (failure == null
        && fates.stream().anyMatch(fate -> fate != PublishBatch.Fate.CONFIRMED)) {
      failure =
          new BackendUnavailableException(
              "RabbitMQ at "
                  + broker.address().text()
                  + " did not confirm within "
                  + config.confirmTimeout()
                  + " (setting confirmTimeout); nothing was enqueued",
              null);
    }
    if (failure != null && takeBack(all, results, !fates.isEmpty())) {
      throw failure;
    }
  }

  /**
   * Takes back what was stored; false when it runs or has run already, all of it, which makes it
   * accepted. What cannot be taken back now stays stored, and runs after the transit timeout.
   *
   * @param sent whether messages may be with the broker
   */
  private boolean takeBack(List<TaskMessage> all, List<EnqueueResult> results, boolean sent) {
    List<TaskId> ids = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      if (results.get(i).accepted()) {
        ids.add(all.get(i).id());
      }
    }
    return sent
        ? PurgedTasks.purge(store, ids).contains(true)
        : ids.stream().filter(store.admin()::purge).count() > 0;
  }
}
