package io.tasks4j.queue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskPriority;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.retry.RetryStrategy;
import java.util.Map;
import java.util.Set;

/** Turns a type, a payload and options into a message, by a configuration. Thread-safe. */
public final class MessageFactory {
  /** The most characters that names and values of all headers may have together. */
  private static final int MAX_HEADERS = 16 * 1024;

  private static final String DEFAULT_QUEUE = "default";

  private final QueueConfig config;
  private final Set<Capability> capabilities;

  /** A factory for {@code config} and a backend with {@code capabilities}. */
  public MessageFactory(QueueConfig config, Set<Capability> capabilities) {
    this.config = config;
    this.capabilities = capabilities;
  }

  /**
   * The message, with every open option resolved, after all interceptors.
   *
   * @param newId the id, unless the options name one
   * @throws TaskSerializationException when the payload cannot be written or is over the limit, or
   *     the codec says that payload or result would not come back as they were
   */
  public <P> TaskMessage create(TaskType<P, ?> type, P payload, TaskOptions call, TaskId newId) {
    return intercept(prepare(type, payload, call, newId));
  }

  /** The message of a task whose payload, null here, comes from the tasks that it waits for. */
  public TaskMessage createWithoutPayload(TaskType<?, ?> type, TaskOptions call, TaskId newId) {
    config.codec().check(type.payloadType());
    byte[] none = config.codec().encode(null, type.payloadType(), type.name());
    Payload payload = Payload.of(none, config.codec().contentType());
    return intercept(message(type, payload, call, newId));
  }

  /** The message before any interceptor, for whoever enqueues it later; throws as create does. */
  public <P> TaskMessage prepare(TaskType<P, ?> type, P payload, TaskOptions call, TaskId newId) {
    return message(type, encode(type, payload), call, newId);
  }

  private TaskMessage message(
      TaskType<?, ?> type, Payload payload, TaskOptions call, TaskId newId) {
    // A result that cannot be kept is found here, and not by the worker when the task is done.
    config.codec().check(type.resultType());
    TaskOptions options = call.over(type.defaults());
    String queue = options.queue().or(() -> config.defaults().queue()).orElse(DEFAULT_QUEUE);
    TaskOptions ofQueue = config.queueDefaults().getOrDefault(queue, TaskOptions.defaults());
    options = options.over(ofQueue).over(config.defaults());
    TaskMessage message =
        TaskMessage.builder(
                options.id().orElse(newId), type.name(), payload, config.clock().instant())
            .queue(queue)
            .priority(options.priority().orElse(TaskPriority.DEFAULT))
            .headers(options.headers())
            .due(options.due())
            .expiry(options.expiry())
            .timeout(options.timeout())
            .retry(options.retry().orElse(RetryStrategy.defaults()))
            .unique(options.unique())
            .exclusive(options.exclusive())
            .build();
    checkHeaders(message);
    checkExclusive(message);
    return message;
  }

  /** The message as the interceptors of the configuration give it. */
  public TaskMessage intercept(TaskMessage prepared) {
    TaskMessage message = prepared;
    for (EnqueueInterceptor interceptor : config.interceptors()) {
      TaskMessage next = interceptor.intercept(message);
      if (!next.id().equals(message.id())) {
        throw new IllegalStateException(
            "an enqueue interceptor must keep the id " + message.id() + ", but gave " + next.id());
      }
      message = next;
    }
    checkExclusive(message);
    return message;
  }

  /** What is accepted can be done: without locks an exclusive task would never run. */
  private void checkExclusive(TaskMessage message) {
    if (message.exclusive().isPresent() && !capabilities.contains(Capability.LOCKS)) {
      throw new UnsupportedCapabilityException(
          "this backend keeps no locks, so '"
              + message.name()
              + "' cannot be exclusive; its capabilities are "
              + capabilities);
    }
  }

  private static void checkHeaders(TaskMessage message) {
    if (message.headers().isEmpty()) {
      return;
    }
    int size = 0;
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    if (size > MAX_HEADERS) {
      throw new TaskSerializationException(
          "the headers of '"
              + message.name()
              + "' have "
              + size
              + " characters, more than the "
              + MAX_HEADERS
              + " allowed; large data belongs into the payload",
          null);
    }
  }

  private <P> Payload encode(TaskType<P, ?> type, P payload) {
    if (payload == null && !type.payloadType().equals(Void.class)) {
      throw new IllegalArgumentException(
          "the payload of '"
              + type.name()
              + "' is null; only a task whose payload type is Void has none");
    }
    config.codec().check(type.payloadType());
    byte[] bytes = config.codec().encode(payload, type.payloadType(), type.name());
    if (bytes.length > config.maxPayloadBytes()) {
      throw new TaskSerializationException(
          "the payload of '"
              + type.name()
              + "' has "
              + bytes.length
              + " bytes, more than the "
              + config.maxPayloadBytes()
              + " allowed; store it elsewhere and enqueue a reference, "
              + "or raise maxPayloadBytes",
          null);
    }
    return Payload.of(bytes, config.codec().contentType());
  }
}
