package io.tasks4j.queue;

import io.tasks4j.TaskOptions;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.internal.Names;
import io.tasks4j.retry.RetryStrategy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a {@link TaskQueue} turns calls into messages. Immutable: each setter gives a changed copy.
 *
 * <p>An option is taken from the call; else from the task type's defaults; else from those of the
 * queue it goes to; else from those of this configuration; else from the library's.
 *
 * @param defaults for all tasks of this configuration; queue "default" and 3 retries unless set
 * @param queueDefaults by queue name
 * @param codec writes payloads and reads results; default {@link JacksonCodec}
 * @param maxPayloadBytes the largest payload and result accepted, from 1 byte to 64 MiB; default 1
 *     MiB
 * @param interceptors see every message, in this order
 * @param clock stamps messages and errors for people, and gives {@link
 *     io.tasks4j.TaskContext#deadline()}; backends judge by their own
 */
public record QueueConfig(
    TaskOptions defaults,
    Map<String, TaskOptions> queueDefaults,
    PayloadCodec codec,
    int maxPayloadBytes,
    List<EnqueueInterceptor> interceptors,
    InstantSource clock) {
  /** Written as Base64, what is larger comes near the longest text that JSON parsers read. */
  private static final int MOST = 64 * 1024 * 1024;

  public QueueConfig {
    if (maxPayloadBytes < 1 || maxPayloadBytes > MOST) {
      throw new IllegalArgumentException(
          "maxPayloadBytes must be from 1 to " + MOST + ", but is " + maxPayloadBytes);
    }
    checkNoId(defaults);
    queueDefaults = Map.copyOf(queueDefaults);
    queueDefaults.forEach(QueueConfig::checkDefaults);
    interceptors = List.copyOf(interceptors);
  }

  /** The library's defaults. */
  public static QueueConfig create() {
    return new QueueConfig(
        TaskOptions.defaults(),
        Map.of(),
        new JacksonCodec(),
        1024 * 1024,
        List.of(),
        InstantSource.system());
  }

  /** The queue of tasks that name none; default {@code default}. */
  public QueueConfig name(String queue) {
    return defaults(defaults.queue(queue));
  }

  /** Retries of tasks that name no strategy; default 3. */
  public QueueConfig maxRetries(int count) {
    RetryStrategy strategy = defaults.retry().orElse(RetryStrategy.defaults());
    return defaults(defaults.retry(strategy.maxRetries(count)));
  }

  /** Options of all tasks that do not say otherwise. */
  public QueueConfig defaults(TaskOptions options) {
    return new QueueConfig(options, queueDefaults, codec, maxPayloadBytes, interceptors, clock);
  }

  /** Options of all tasks that go to {@code queue} and do not say otherwise. */
  public QueueConfig defaultsFor(String queue, TaskOptions options) {
    Map<String, TaskOptions> more = new HashMap<>(queueDefaults);
    more.put(queue, options);
    return new QueueConfig(defaults, more, codec, maxPayloadBytes, interceptors, clock);
  }

  private static void checkNoId(TaskOptions options) {
    if (options.id().isPresent()) {
      throw new IllegalArgumentException(
          "an id stands for one task, so defaults cannot have one, but these have "
              + options.id().get());
    }
  }

  private static void checkDefaults(String queue, TaskOptions options) {
    Names.check("queue name", queue);
    checkNoId(options);
    if (options.queue().isPresent()) {
      throw new IllegalArgumentException(
          "defaults of queue '"
              + queue
              + "' cannot name a queue, but name "
              + options.queue().get());
    }
  }

  /** Another codec; workers of the queue need the same. */
  public QueueConfig codec(PayloadCodec format) {
    return new QueueConfig(defaults, queueDefaults, format, maxPayloadBytes, interceptors, clock);
  }

  /** Another limit for payloads and results, in bytes, from 1 to 67,108,864 (64 MiB). */
  public QueueConfig maxPayloadBytes(int bytes) {
    return new QueueConfig(defaults, queueDefaults, codec, bytes, interceptors, clock);
  }

  /** One more interceptor, after those there are. */
  public QueueConfig intercept(EnqueueInterceptor interceptor) {
    List<EnqueueInterceptor> more = new ArrayList<>(interceptors);
    more.add(interceptor);
    return new QueueConfig(defaults, queueDefaults, codec, maxPayloadBytes, more, clock);
  }

  /** Another clock, for tests. */
  public QueueConfig clock(InstantSource source) {
    return new QueueConfig(defaults, queueDefaults, codec, maxPayloadBytes, interceptors, source);
  }
}
