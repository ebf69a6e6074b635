package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import io.tasks4j.Names;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the store what the broker has brought. Thread-safe. */
final class Arrivals {
  /** Where messages that are no tasks become dead letters. */
  static final String FOREIGN = "tasks4j.foreign";

  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
  private static final String QUEUE_HEADER = "tasks4j-queue";
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final TaskBackend store;
  private final EarlyStart early;
  private final InstantSource clock = InstantSource.system();

  private record Ours(String queue, TaskId id, Delivery delivery) {}

  Arrivals(TaskBackend store, EarlyStart early) {
    this.store = store;
    this.early = early;
  }

  /** What a message of ours says of itself: the store knows the task already. */
  static AMQP.BasicProperties properties(TaskMessage message, RabbitMqConfig config) {
    boolean persistent = config.deliveryMode() == RabbitMqConfig.DeliveryMode.PERSISTENT;
    return new AMQP.BasicProperties.Builder()
        .messageId(message.id().toString())
        .type(message.name())
        .contentType(Payload.JSON)
        .priority(message.priority())
        .deliveryMode(persistent ? 2 : 1)
        .headers(Map.of(QUEUE_HEADER, message.queue()))
        .build();
  }

  /**
   * Makes what has come ready in the store; throws what the store throws.
   *
   * @return how many of them are ready now: not those that have run, or were cancelled
   */
  int accept(List<Delivery> deliveries) {
    Map<String, List<Ours>> ours = new LinkedHashMap<>();
    List<Delivery> others = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      Optional<Ours> known = ours(delivery);
      if (known.isPresent()) {
        Ours task = known.get();
        ours.computeIfAbsent(task.queue, q -> new ArrayList<>()).add(task);
      } else {
        others.add(delivery);
      }
    }
    int ready = 0;
    for (Map.Entry<String, List<Ours>> entry : ours.entrySet()) {
      ready += start(entry.getKey(), entry.getValue(), others);
    }
    return ready + adopt(others);
  }

  private int start(String queue, List<Ours> tasks, List<Delivery> others) {
    List<EarlyStart.State> states = early.startNow(queue, tasks.stream().map(Ours::id).toList());
    int ready = 0;
    for (int i = 0; i < tasks.size(); i++) {
      Ours task = tasks.get(i);
      switch (states.get(i)) {
        case READY -> ready++;
        case NOT_READY -> {}
        case UNKNOWN -> {
          if (!Purged.contains(store, task.id)) {
            others.add(task.delivery);
          }
        }
      }
    }
    return ready;
  }

  /** Tasks that the store does not know: of another producer, or of a store that was lost. */
  private int adopt(List<Delivery> deliveries) {
    List<TaskMessage> tasks = new ArrayList<>();
    boolean foreign = false;
    for (Delivery delivery : deliveries) {
      try {
        tasks.add(MessageCodec.decode(delivery.body()));
      } catch (TaskSerializationException e) {
        LOG.warn(
            "a message on queue {} is no task: it is a dead letter of queue {} now ({})",
            delivery.queue(),
            FOREIGN,
            e.getMessage());
        foreign = true;
        tasks.add(foreign(delivery));
      }
    }
    if (!tasks.isEmpty()) {
      store.enqueue(tasks);
    }
    if (foreign) {
      buryForeign();
    }
    return tasks.size();
  }

  private TaskMessage foreign(Delivery delivery) {
    String type = delivery.properties().getContentType();
    return TaskMessage.builder(
            TaskId.next(),
            "foreign-message",
            Payload.of(delivery.body(), type == null ? "application/octet-stream" : type),
            clock.instant())
        .queue(FOREIGN)
        .headers(Map.of("queue", delivery.queue()))
        .build();
  }

  /** All that is in this queue; also what a process left there that died before this step. */
  private void buryForeign() {
    ClaimRequest request = ClaimRequest.of("tasks4j-rabbitmq", FOREIGN, LEASE).max(100);
    List<Claim> found = store.claim(request).claims();
    while (!found.isEmpty()) {
      Instant now = clock.instant();
      store.settle(
          found.stream()
              .map(claim -> Settlement.of(claim, new Outcome.Failure(noTask(claim, now))))
              .toList());
      found = store.claim(request).claims();
    }
  }

  private static TaskError noTask(Claim claim, Instant now) {
    return new TaskError(
        TaskError.Reason.SERIALIZATION,
        TaskSerializationException.class.getName(),
        "this message came by queue "
            + claim.message().headers().get("queue")
            + " and is no task; its payload is the message as it came",
        "",
        claim.attempt(),
        now);
  }

  /** Read from the properties alone, as the store has the rest. */
  private static Optional<Ours> ours(Delivery delivery) {
    Map<String, Object> headers = delivery.properties().getHeaders();
    Object queue = headers == null ? null : headers.get(QUEUE_HEADER);
    String id = delivery.properties().getMessageId();
    if (queue == null || id == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Ours(Names.check("queue name", queue.toString()), TaskId.parse(id), delivery));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
