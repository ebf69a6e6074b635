package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.rabbitmq.RabbitMqConfig.QueueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enqueues: first into the store, where ids and unique keys are decided, then to the broker.
 *
 * <p>A crash between the two leaves tasks that the store hands out after the transit timeout.
 */
final class TaskEnqueuer {
  private static final Logger LOG = LoggerFactory.getLogger(TaskEnqueuer.class);

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
    BackendException failure;
    boolean sent = false;
    try {
      List<PublishBatch.Fate> fates = publisher.publish(outgoing);
      if (fates.stream().allMatch(fate -> fate == PublishBatch.Fate.CONFIRMED)) {
        return;
      }
      sent = true;
      failure = failure(fates, outgoing);
    } catch (BackendException e) {
      failure = e;
    }
    withdraw(
        IntStream.range(0, all.size())
            .filter(i -> results.get(i).accepted())
            .mapToObj(all::get)
            .toList(),
        sent,
        failure);
  }

  /** Why not all was confirmed. */
  private BackendException failure(List<PublishBatch.Fate> fates, List<OutgoingMessage> outgoing) {
    String where = "RabbitMQ at " + broker.address().text();
    int unroutable = fates.indexOf(PublishBatch.Fate.UNROUTABLE);
    if (unroutable >= 0) {
      topology.forget();
      return new BackendException(
          where
              + " has no queue for exchange '"
              + config.exchange()
              + "' and routing key '"
              + outgoing.get(unroutable).key()
              + "': bind one; nothing was enqueued",
          null);
    }
    return broker.isClosed()
        ? new ClosedBackendException(broker.address().text())
        : new BackendUnavailableException(
            where
                + " did not confirm within "
                + config.confirmTimeout()
                + " (setting confirmTimeout); nothing was enqueued",
            null);
  }

  /**
   * Withdraws what was stored, and throws why. When any of it has begun, all of it is accepted: the
   * store hands out the rest, after the transit timeout at the latest.
   *
   * @param sent whether messages may be with the broker
   */
  private void withdraw(List<TaskMessage> stored, boolean sent, BackendException failure) {
    boolean gone;
    try {
      gone = sent ? PurgedTasks.withdraw(store, stored) : store.withdraw(stored);
    } catch (BackendException e) {
      e.addSuppressed(failure);
      throw new BackendUnavailableException(
          "it is not known whether tasks were enqueued: neither RabbitMQ at "
              + broker.address().text()
              + " nor the store beside it answered; enqueueing them again under their ids is safe",
          e);
    }
    if (gone) {
      throw failure;
    }
    LOG.warn(
        "an enqueue is accepted though the broker did not take all of it, since some has begun;"
            + " the rest begins within {}",
        config.transitTimeout(),
        failure);
  }
}
