package io.tasks4j.cli;

import io.tasks4j.TaskError;
import io.tasks4j.result.TaskMetadata;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task as JSON: the members of {@link TaskMetadata} by name, without those that say nothing. */
final class TaskJson {
  private TaskJson() {}

  static Map<String, Object> of(TaskMetadata task) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", task.id().toString());
    json.put("name", task.message().name());
    json.put("queue", task.message().queue());
    json.put("status", task.status().name());
    json.put("priority", task.message().priority());
    json.put("attempts", task.attempts());
    json.put("failures", task.failures());
    json.put("losses", task.losses());
    json.put("enqueuedAt", task.enqueuedAt().toString());
    json.put("dueAt", task.dueAt().toString());
    time(json, "expiresAt", task.expiresAt());
    time(json, "startedAt", task.startedAt());
    time(json, "finishedAt", task.finishedAt());
    if (!task.worker().isEmpty()) {
      json.put("worker", task.worker());
    }
    json.put("cancelRequested", task.cancelRequested());
    if (!task.message().headers().isEmpty()) {
      json.put("headers", task.message().headers());
    }
    json.put("payloadBytes", task.message().payload().size());
    task.progress()
        .ifPresent(
            p ->
                json.put(
                    "progress", Map.of("done", p.done(), "total", p.total(), "note", p.note())));
    task.error().ifPresent(e -> json.put("error", of(e)));
    return json;
  }

  private static Map<String, Object> of(TaskError error) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reason", error.reason().name());
    json.put("type", error.type());
    json.put("message", error.message());
    json.put("attempt", error.attempt());
    json.put("at", error.at().toString());
    json.put("stackTrace", error.stackTrace());
    return json;
  }

  private static void time(Map<String, Object> json, String name, Optional<Instant> at) {
    at.ifPresent(instant -> json.put(name, instant.toString()));
  }
}
