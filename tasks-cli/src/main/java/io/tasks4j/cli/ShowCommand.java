package io.tasks4j.cli;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.internal.LogText;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "All that is known of one task.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Parameters(paramLabel = "ID", description = "The task's id.")
  private String id;

  @Option(
      names = "--payload",
      description = "Also payload and result, which may be private, so they are not shown unasked.")
  private boolean payload;

  @Override
  public Integer call() {
    TaskId taskId = TaskId.parse(id);
    try (TaskQueue queue = session.open()) {
      Optional<TaskMetadata> task = queue.admin().find(taskId);
      if (task.isEmpty()) {
        throw new TaskNotFoundException("there is no task " + taskId + " in the store");
      }
      Optional<TaskResult> result = queue.backend().results().find(taskId);
      if (session.output().json()) {
        session.output().json(json(task.get(), result));
      } else {
        print(session.output(), task.get(), result);
      }
    }
    return ExitCode.OK;
  }

  private Map<String, Object> json(TaskMetadata task, Optional<TaskResult> result) {
    Map<String, Object> json = JsonMembers.task(task);
    if (payload) {
      json.put("payload", task.message().payload().text());
      result.flatMap(TaskResult::value).ifPresent(value -> json.put("result", value.text()));
    }
    return json;
  }

  private void print(CommandOutput output, TaskMetadata task, Optional<TaskResult> result) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("id", task.id().toString());
    lines.put("name", task.message().name());
    lines.put("queue", task.message().queue());
    lines.put("priority", String.valueOf(task.message().priority()));
    lines.put("status", task.status() + (task.cancelRequested() ? " (to be cancelled)" : ""));
    lines.put(
        "attempts",
        String.format(
            Locale.ROOT,
            "%d (%d failed, %d lost)",
            task.attempts(),
            task.failures(),
            task.losses()));
    lines.put("enqueued", CommandOutput.time(task.enqueuedAt()));
    lines.put("due", CommandOutput.time(task.dueAt()));
    lines.put("expires", CommandOutput.time(task.expiresAt()));
    lines.put("started", CommandOutput.time(task.startedAt()));
    lines.put("finished", CommandOutput.time(task.finishedAt()));
    lines.put("worker", task.worker());
    lines.put(
        "progress",
        task.progress()
            .map(
                p ->
                    String.format(Locale.ROOT, "%d of %d %s", p.done(), p.total(), p.note())
                        .strip())
            .orElse(""));
    task.message().headers().forEach((name, value) -> lines.put("header " + name, value));
    lines.put("payload", text(task.message().payload()));
    lines.put("result", result.flatMap(TaskResult::value).map(this::text).orElse(""));
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
    lines.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            // One line each: a value with a line break would look like another member.
            output.line(
                LogText.line(name) + " ".repeat(width - name.length()) + LogText.line(value));
          }
        });
    task.error().ifPresent(error -> print(output, error));
  }

  private static void print(CommandOutput output, TaskError error) {
    output.line("");
    output.line(
        String.format(
            Locale.ROOT,
            "attempt %d failed at %s (%s)",
            error.attempt(),
            CommandOutput.time(error.at()),
            error.reason()));
    output.line(
        error.stackTrace().isBlank()
            ? error.type() + ": " + error.message()
            : error.stackTrace().stripTrailing());
  }

  private String text(Payload value) {
    return payload
        ? value.text()
        : value.size() + " bytes of " + value.contentType() + " (--payload shows them)";
  }
}
