package io.tasks4j.dashboard.view;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.schedule.ScheduleInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What there is as JSON objects: members by name, without those that say nothing. */
public final class JsonMembers {
  private JsonMembers() {}

  /** A task, without its payload and result. */
  public static Map<String, Object> task(TaskMetadata task) {
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
    task.error().ifPresent(e -> json.put("error", error(e)));
    return json;
  }

  /** How many tasks a queue has of each status, and how far behind it is. */
  public static Map<String, Object> queue(QueueStats stats) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (TaskStatus status : TaskStatus.values()) {
      json.put(status.name().toLowerCase(Locale.ROOT), stats.count(status));
    }
    stats.oldestDue().ifPresent(age -> json.put("oldestDueMillis", age.toMillis()));
    json.put("paused", stats.paused());
    return json;
  }

  /** A schedule. */
  public static Map<String, Object> schedule(ScheduleInfo info) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", info.name());
    json.put("taskName", info.taskName());
    json.put("queue", info.queue());
    json.put("state", info.state().name());
    info.schedule().ifPresent(schedule -> json.put("schedule", schedule.toString()));
    time(json, "next", info.next());
    time(json, "lastTick", info.lastTick());
    info.lastTask().ifPresent(id -> json.put("lastTask", id.toString()));
    return json;
  }

  /** A worker, with the ids of what it holds. */
  public static Map<String, Object> worker(WorkerView worker) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("worker", worker.name());
    json.put("tasks", worker.tasks().stream().map(task -> task.id().toString()).toList());
    time(json, "longestSince", worker.longestSince());
    json.put("queues", worker.queues());
    return json;
  }

  private static Map<String, Object> error(TaskError error) {
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
