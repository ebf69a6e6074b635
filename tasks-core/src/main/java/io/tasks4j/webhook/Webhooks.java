package io.tasks4j.webhook;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.executor.CompletionHook;
import io.tasks4j.internal.Names;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.WorkerBuilder;
import io.tasks4j.worker.WorkerListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells other systems how tasks ended, by signed messages over HTTP. Thread-safe.
 *
 * <p>A webhook is enqueued in the step that settles its task, under an id derived from it, so there
 * is one exactly when the task has ended. From then on it is a task as any: durable, tried again
 * until the receiver answers with 2xx, a dead letter in the end. Receivers may get it more than
 * once, always under the same {@code webhook-id}.
 *
 * <p>Addresses and secrets stay in the process: tasks hold the names of endpoints. Payloads and
 * results of tasks are not sent.
 *
 * <pre>{@code
 * Webhooks webhooks = Webhooks.builder(queue)
 *     .endpoint("billing", "https://billing.example/hooks", secret)
 *     .build();
 * Worker worker = webhooks.addTo(Worker.builder(queue).register(new Resize()))
 *     .start();
 * }</pre>
 */
public final class Webhooks {
  /** The name of the tasks that deliver webhooks. */
  public static final String TASK_NAME = "tasks4j.webhook";

  /** Type of a webhook that tells of a task that succeeded. */
  public static final String SUCCEEDED = "task.succeeded";

  /** Type of a webhook that tells of a task that became a dead letter. */
  public static final String FAILED = "task.failed";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final TaskQueue queue;
  private final MessageFactory messages;
  private final Map<String, WebhookEndpoint> endpoints;
  private final TaskType<WebhookDelivery, Integer> type;
  private final DeliverWebhook task;

  Webhooks(WebhooksBuilder builder, HttpPost http) {
    this.queue = builder.queue;
    this.messages = new MessageFactory(queue.config(), queue.backend().capabilities());
    this.endpoints = Map.copyOf(builder.endpoints);
    this.type =
        TaskType.of(TASK_NAME, WebhookDelivery.class, Integer.class)
            .withDefaults(TaskOptions.defaults().queue(builder.queueName).retry(builder.retry));
    this.task = new DeliverWebhook(type, endpoints, http, queue.config().clock());
  }

  /** A builder of webhooks that are delivered through {@code queue}. */
  public static WebhooksBuilder builder(TaskQueue queue) {
    return new WebhooksBuilder(queue);
  }

  /** A new secret, of 32 random bytes, for an endpoint and its receiver. */
  public static String newSecret() {
    return WebhookSignature.newSecret();
  }

  /**
   * Lets a worker enqueue webhooks for the tasks it ends, and deliver them. It looks into the queue
   * of webhooks by default; if it is told its queues, some worker has to name that one.
   */
  public WorkerBuilder addTo(WorkerBuilder worker) {
    return worker.register(task).onCompletion(hook()).listen(losses());
  }

  /**
   * Sends an event of the application's own.
   *
   * @param endpoint the name of an endpoint of this process
   * @param eventType such as {@code invoice.paid}: 1 to 128 letters, digits, {@code . _ - : /}
   * @param data written as JSON
   * @return the task that delivers it
   * @throws IllegalArgumentException when there is no such endpoint
   */
  public TaskId send(String endpoint, String eventType, Object data) {
    if (!endpoints.containsKey(endpoint)) {
      throw new IllegalArgumentException(
          "no webhook endpoint '" + endpoint + "'; there are " + endpoints.keySet());
    }
    Names.check("event type", eventType);
    ObjectNode json = event(eventType);
    json.set("data", MAPPER.valueToTree(data));
    return queue.enqueue(type, new WebhookDelivery(endpoint, eventType, json.toString())).id();
  }

  private CompletionHook hook() {
    return (claim, outcome) -> {
      if (outcome instanceof Outcome.Success) {
        return messages(claim.message(), SUCCEEDED, claim.attempt(), Optional.empty());
      }
      if (outcome instanceof Outcome.Failure failure) {
        return messages(claim.message(), FAILED, claim.attempt(), Optional.of(failure.error()));
      }
      return List.of();
    };
  }

  /** The last loss of a task is found by a claim, with no settlement that could carry a webhook. */
  private WorkerListener losses() {
    return new WorkerListener() {
      @Override
      public void lost(LostDelivery delivery) {
        if (delivery.next() == TaskStatus.FAILURE) {
          List<TaskMessage> told =
              messages(delivery.message(), FAILED, delivery.losses(), Optional.empty());
          if (!told.isEmpty()) {
            var unused = queue.backend().enqueue(told);
          }
        }
      }
    };
  }

  private List<TaskMessage> messages(
      TaskMessage ended, String eventType, int attempts, Optional<TaskError> error) {
    // Webhooks about webhooks would never end.
    if (ended.name().equals(TASK_NAME)) {
      return List.of();
    }
    List<TaskMessage> told = new ArrayList<>();
    endpoints.forEach(
        (name, endpoint) -> {
          if (endpoint.wants(ended.name())) {
            TaskId id = TaskId.derived(ended.id(), "webhook/" + name + "/" + eventType);
            String body = body(ended, eventType, attempts, error);
            told.add(
                messages.create(
                    type, new WebhookDelivery(name, eventType, body), TaskOptions.defaults(), id));
          }
        });
    return told;
  }

  private String body(
      TaskMessage ended, String eventType, int attempts, Optional<TaskError> error) {
    ObjectNode json = event(eventType);
    ObjectNode data = json.putObject("data");
    data.put("id", ended.id().toString());
    data.put("name", ended.name());
    data.put("queue", ended.queue());
    data.put("status", eventType.equals(SUCCEEDED) ? "SUCCESS" : "FAILURE");
    data.put("attempts", attempts);
    error.ifPresent(
        e -> {
          data.put("reason", e.reason().name());
          data.put("error", e.type());
          data.put("message", e.message());
        });
    return json.toString();
  }

  private ObjectNode event(String eventType) {
    Instant now = queue.config().clock().instant();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", eventType);
    json.put("timestamp", now.toString());
    return json;
  }
}
