package io.tasks4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.internal.Names;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the store what the broker has brought. Thread-safe. */
final class DeliveryStore {
  /** Where messages that are no tasks become dead letters. */
  static final String FOREIGN = "tasks4j.foreign";

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryStore.class);

  /** Stands before the queue of tasks in the property {@code app-id}. */
  private static final String APPLICATION = "tasks4j/";

  private static final Duration LEASE = Duration.ofSeconds(30);

  /** How much is kept of a message that is too large. */
  private static final int KEPT = 64 << 10;

  private final TaskBackend store;
  private final int maxBytes;
  private final InstantSource clock = InstantSource.system();

  private record Ours(String queue, TaskId id, BrokerDelivery delivery) {}

  /**
   * What became of deliveries.
   *
   * @param ready how many of them were made ready: not those that have run, or were cancelled
   * @param claims what was claimed with them, when anything was
   * @param unseen whether some were made ready after that claim, or without one
   * @param stored whether the store has all; if not, they must come again
   */
  record Accepted(int ready, Claims claims, boolean unseen, boolean stored) {
    static final Accepted NOTHING = new Accepted(0, Claims.NONE, true, true);
  }

  /**
   * A delivery store over the store of the tasks.
   *
   * @param maxBytes the largest message that is taken whole, when the store does not know its task
   */
  DeliveryStore(TaskBackend store, int maxBytes) {
    this.store = store;
    this.maxBytes = maxBytes;
  }

  /**
   * What a message of ours says of itself: the store knows the task already. No more than is
   * needed, as each property is work for the broker: a header a tenth, a type and a content type a
   * fifth.
   */
  static AMQP.BasicProperties properties(TaskMessage message, RabbitMqConfig config) {
    boolean persistent = config.deliveryMode() == RabbitMqConfig.DeliveryMode.PERSISTENT;
    return new AMQP.BasicProperties.Builder()
        .messageId(message.id().toString())
        .priority(message.priority())
        .deliveryMode(persistent ? 2 : 1)
        .appId(APPLICATION + message.queue())
        .build();
  }

  /** Makes what has come ready in the store; throws what the store throws. */
  Accepted accept(List<BrokerDelivery> deliveries) {
    Sorted sorted = sort(deliveries);
    int ready = 0;
    for (Map.Entry<String, List<Ours>> entry : sorted.ours.entrySet()) {
      List<TaskId> ids = entry.getValue().stream().map(Ours::id).toList();
      ready +=
          read(
              store.exchange(Exchange.start(entry.getKey(), ids)).states(),
              entry.getValue(),
              sorted.others);
    }
    return new Accepted(ready + adopt(sorted.others), Claims.NONE, true, true);
  }

  /** The same, and claims in the same step when all are tasks of one queue. */
  Accepted accept(List<BrokerDelivery> deliveries, ClaimRequest request) {
    Sorted sorted = sort(deliveries);
    if (sorted.ours.size() != 1 || !sorted.others.isEmpty()) {
      return accept(deliveries);
    }
    Map.Entry<String, List<Ours>> all = sorted.ours.entrySet().iterator().next();
    List<TaskId> ids = all.getValue().stream().map(Ours::id).toList();
    Exchanged both = store.exchange(Exchange.start(all.getKey(), ids).claim(request));
    try {
      int ready = read(both.states(), all.getValue(), sorted.others);
      int adopted = adopt(sorted.others);
      return new Accepted(ready + adopted, both.claims(), adopted > 0, true);
    } catch (BackendException e) {
      // What was claimed must reach the caller.
      LOG.debug("messages of tasks that the store does not know come again", e);
      return new Accepted(0, both.claims(), true, false);
    }
  }

  /** Deliveries that say of which queue of tasks they are, and those that do not. */
  private record Sorted(Map<String, List<Ours>> ours, List<BrokerDelivery> others) {}

  private static Sorted sort(List<BrokerDelivery> deliveries) {
    Map<String, List<Ours>> ours = new LinkedHashMap<>();
    List<BrokerDelivery> others = new ArrayList<>();
    for (BrokerDelivery delivery : deliveries) {
      Optional<Ours> known = ours(delivery);
      if (known.isPresent()) {
        Ours task = known.get();
        ours.computeIfAbsent(task.queue, q -> new ArrayList<>()).add(task);
      } else {
        others.add(delivery);
      }
    }
    return new Sorted(ours, others);
  }

  /** Counts those that are ready, and adds those that the store does not know to the others. */
  private int read(List<EarlyStart.State> states, List<Ours> tasks, List<BrokerDelivery> others) {
    int ready = 0;
    for (int i = 0; i < tasks.size(); i++) {
      Ours task = tasks.get(i);
      switch (states.get(i)) {
        case READY -> ready++;
        case NOT_READY -> {}
        case UNKNOWN -> {
          if (!PurgedTasks.contains(store, task.id)) {
            others.add(task.delivery);
          }
        }
      }
    }
    return ready;
  }

  /** Tasks that the store does not know: of another producer, or of a store that was lost. */
  private int adopt(List<BrokerDelivery> deliveries) {
    List<TaskMessage> tasks = new ArrayList<>();
    boolean foreign = false;
    for (BrokerDelivery delivery : deliveries) {
      Optional<TaskMessage> task = task(delivery);
      foreign |= task.isEmpty();
      tasks.add(task.orElseGet(() -> foreign(delivery)));
    }
    if (!tasks.isEmpty()) {
      store.enqueue(tasks);
    }
    if (foreign) {
      buryForeign();
    }
    return tasks.size();
  }

  /** The task of a message, unless it is none or too large; of a large one nothing is read. */
  private Optional<TaskMessage> task(BrokerDelivery delivery) {
    String why;
    if (delivery.body().length > maxBytes) {
      why = "it has " + delivery.body().length + " bytes, and maxMessageBytes is " + maxBytes;
    } else {
      try {
        return Optional.of(MessageCodec.decode(delivery.body()));
      } catch (TaskSerializationException e) {
        why = e.getMessage();
      }
    }
    LOG.warn(
        "a message on queue {} is no task: it is a dead letter of queue {} now ({})",
        delivery.queue(),
        FOREIGN,
        why);
    return Optional.empty();
  }

  private TaskMessage foreign(BrokerDelivery delivery) {
    byte[] body = delivery.body();
    byte[] kept = body.length > maxBytes ? Arrays.copyOf(body, Math.min(KEPT, maxBytes)) : body;
    String type = delivery.properties().getContentType();
    return TaskMessage.builder(
            TaskId.next(),
            "foreign-message",
            Payload.of(
                kept,
                type != null && Payload.isContentType(type) ? type : "application/octet-stream"),
            clock.instant())
        .queue(FOREIGN)
        .headers(Map.of("queue", delivery.queue(), "bytes", "" + body.length))
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
    Map<String, String> headers = claim.message().headers();
    String bytes = headers.getOrDefault("bytes", "");
    boolean whole = bytes.equals("" + claim.message().payload().size());
    return new TaskError(
        TaskError.Reason.SERIALIZATION,
        TaskSerializationException.class.getName(),
        "this message came by queue "
            + headers.get("queue")
            + (whole
                ? " and is no task; its payload is the message as it came"
                    + why(claim.message().payload())
                : " and is too large, with " + bytes + " bytes; its payload is how it begins"),
        "",
        claim.attempt(),
        now);
  }

  /** What is wrong with it; of another version than is known here, which. */
  private static String why(Payload message) {
    try {
      Object ignored = MessageCodec.decode(message.bytes());
      // An older process left it here, which did not know its version.
      return "";
    } catch (TaskSerializationException e) {
      return " (" + e.getMessage() + ")";
    }
  }

  /** Read from the properties alone, as the store has the rest. */
  private static Optional<Ours> ours(BrokerDelivery delivery) {
    String application = delivery.properties().getAppId();
    String id = delivery.properties().getMessageId();
    if (application == null || !application.startsWith(APPLICATION) || id == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Ours(
              Names.check("queue name", application.substring(APPLICATION.length())),
              TaskId.parse(id),
              delivery));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
