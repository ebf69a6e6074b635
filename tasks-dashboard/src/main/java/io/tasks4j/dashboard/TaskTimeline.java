package io.tasks4j.dashboard;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What happened to a task, and how long after what came before. */
final class TaskTimeline {
  private record Event(Instant at, String what, String kind) {}

  private TaskTimeline() {}

  static void show(HtmlBuilder html, TaskMetadata task, PageLayout layout) {
    html.tag("ol", "class", "timeline");
    Instant before = task.enqueuedAt();
    for (Event event : events(task)) {
      html.tag("li", "class", event.kind());
      html.leaf("time", layout.exact(event.at()), "datetime", event.at().toString());
      html.leaf("span", event.what());
      Duration since = Duration.between(before, event.at());
      if (!since.isZero()) {
        String sign = since.isNegative() ? "-" : "+";
        html.leaf("small", sign + DisplayTexts.age(since.abs()));
      }
      html.end();
      before = event.at();
    }
    html.end();
  }

  private static List<Event> events(TaskMetadata task) {
    List<Event> events = new ArrayList<>();
    events.add(new Event(task.enqueuedAt(), "enqueued", "done"));
    boolean waits = task.status() == TaskStatus.PENDING || task.status() == TaskStatus.RETRY;
    if (waits || !task.dueAt().equals(task.enqueuedAt())) {
      events.add(new Event(task.dueAt(), waits ? "may start" : "was due", waits ? "open" : "done"));
    }
    task.startedAt().ifPresent(at -> events.add(new Event(at, started(task), "done")));
    task.error()
        .ifPresent(
            e -> events.add(new Event(e.at(), "attempt " + e.attempt() + " failed", "failure")));
    task.finishedAt()
        .ifPresent(
            at ->
                events.add(
                    new Event(
                        at,
                        "ended " + task.status(),
                        task.status() == TaskStatus.FAILURE ? "failure" : "done")));
    task.expiresAt()
        .filter(at -> waits)
        .ifPresent(at -> events.add(new Event(at, "expires unless it has started", "open")));
    events.sort(Comparator.comparing(Event::at));
    return events;
  }

  private static String started(TaskMetadata task) {
    return "started by " + (task.worker().isEmpty() ? "a worker" : task.worker());
  }
}
