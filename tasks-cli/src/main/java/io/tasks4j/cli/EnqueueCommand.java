package io.tasks4j.cli;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.json.JsonFailure;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

@Command(
    name = "enqueue",
    description = "Enqueues a task, and prints its id.",
    mixinStandardHelpOptions = true)
final class EnqueueCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Parameters(index = "0", paramLabel = "NAME", description = "The task's name.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "PAYLOAD",
      arity = "0..1",
      defaultValue = "null",
      description = "Its payload, as JSON; null unless given.")
  private String payload;

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Where it waits.")
  private Optional<String> queueName;

  @Option(names = "--id", paramLabel = "ID", description = "Its id; one is made unless given.")
  private Optional<String> id;

  @Option(names = "--priority", paramLabel = "0..9", description = "9 runs first; default 5.")
  private Optional<Integer> priority;

  @Option(names = "--delay", paramLabel = "TIME", description = "Starts after that: 30s, 5m, 2h.")
  private Optional<String> delay;

  @Option(names = "--expires", paramLabel = "TIME", description = "Cancelled if it waits so long.")
  private Optional<String> expires;

  @Option(names = "--timeout", paramLabel = "TIME", description = "The most for one attempt.")
  private Optional<String> timeout;

  @Option(names = "--retries", paramLabel = "N", description = "Retries after failures; default 3.")
  private Optional<Integer> retries;

  @Option(
      names = "--unique",
      paramLabel = "KEY",
      description = "Not when a task of this key waits or runs in the queue.")
  private Optional<String> unique;

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header; repeatable.")
  private Map<String, String> headers = Map.of();

  @Override
  public Integer call() {
    TaskType<JsonNode, Void> type = TaskType.of(name, JsonNode.class);
    JsonNode json = parse();
    TaskOptions options = options();
    try (TaskQueue queue = session.openOrCreate()) {
      TaskHandle<Void> handle = queue.enqueue(type, json, options);
      if (session.output().json()) {
        session.output().json(Map.of("id", handle.id().toString(), "accepted", handle.accepted()));
      } else {
        session.output().line(handle.id().toString());
      }
      if (!handle.accepted()) {
        session.error("it was there before: its id, or a task of its unique key");
        return ExitCode.FAILED;
      }
    }
    return ExitCode.OK;
  }

  private JsonNode parse() {
    try {
      // As payloads are read: a number keeps its last digit.
      return JacksonCodec.mapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readTree(payload);
    } catch (JacksonException e) {
      throw session.usage("the payload is no JSON: " + JsonFailure.describe(e));
    }
  }

  private TaskOptions options() {
    TaskOptions options = TaskOptions.defaults().headers(headers);
    options = queueName.isPresent() ? options.queue(queueName.get()) : options;
    options = id.isPresent() ? options.id(TaskId.parse(id.get())) : options;
    options = priority.isPresent() ? options.priority(priority.get()) : options;
    options = delay.isPresent() ? options.delay(Durations.parse("--delay", delay.get())) : options;
    options =
        expires.isPresent()
            ? options.expiresAfter(Durations.parse("--expires", expires.get()))
            : options;
    options =
        timeout.isPresent()
            ? options.timeout(Durations.parse("--timeout", timeout.get()))
            : options;
    options =
        retries.isPresent()
            ? options.retry(RetryStrategy.defaults().maxRetries(retries.get()))
            : options;
    return unique.isPresent() ? options.unique(UniqueKey.whileLive(unique.get())) : options;
  }
}
