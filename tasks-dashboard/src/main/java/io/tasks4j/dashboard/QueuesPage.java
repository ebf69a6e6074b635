package io.tasks4j.dashboard;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.Texts;
import io.tasks4j.result.QueueStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The queues: how deep they are, and whether they hand out tasks. */
final class QueuesPage {
  private final Store store;
  private final Layout layout;

  QueuesPage(Store store, Layout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/queues", this::show),
        Route.post("/queues/pause", call -> pause(call, true)),
        Route.post("/queues/resume", call -> pause(call, false)));
  }

  private DashboardResponse show(Call call) {
    return layout.page(
        call,
        Layout.Nav.QUEUES,
        "Queues",
        html -> {
          Parts.note(html, call);
          html.tag("div", "id", "live", "data-live", "");
          table(html, call, store.stats(), call.viewer().mayWrite());
          html.end();
        });
  }

  private DashboardResponse pause(Call call, boolean paused) {
    String name =
        call.form().name("queue").orElseThrow(() -> Refusal.badRequest("queue is missing"));
    store.admin().pause(name, paused);
    store.changed();
    return call.seeOther("/queues?did=" + (paused ? "paused" : "resumed"));
  }

  static void table(Html html, Call call, Map<String, QueueStats> stats, boolean buttons) {
    if (stats.isEmpty()) {
      Parts.nothing(html, "No queues yet. A queue is there from its first task on.");
      return;
    }
    Parts.table(
        html,
        "Queue",
        "Pending#",
        "Running#",
        "Retry#",
        "Suspended#",
        "Success#",
        "Cancelled#",
        "Dead#",
        "Oldest due#",
        "State");
    stats.forEach((name, queue) -> row(html, call, name, queue, buttons));
    Parts.endTable(html);
  }

  private static void row(Html html, Call call, String name, QueueStats queue, boolean buttons) {
    html.tag("tr");
    Parts.cell(html, "Queue");
    html.leaf("a", name, "href", call.link("/tasks?queue=" + Params.encode(name))).end();
    Parts.number(html, "Pending", queue.count(TaskStatus.PENDING));
    Parts.number(html, "Running", queue.count(TaskStatus.RUNNING));
    Parts.number(html, "Retry", queue.count(TaskStatus.RETRY));
    Parts.number(html, "Suspended", queue.count(TaskStatus.SUSPENDED));
    Parts.number(html, "Success", queue.count(TaskStatus.SUCCESS));
    Parts.number(html, "Cancelled", queue.count(TaskStatus.CANCELLED));
    Parts.number(html, "Dead", queue.count(TaskStatus.FAILURE));
    html.leaf(
        "td",
        queue
            .oldestDue()
            .filter(age -> age.compareTo(Duration.ofSeconds(1)) >= 0)
            .map(Texts::age)
            .orElse("–"),
        "class",
        "number",
        "data-title",
        "Oldest due");
    html.tag("td", "data-title", "State", "class", "actions");
    html.leaf(
        "span",
        queue.paused() ? "PAUSED" : "ACTIVE",
        "class",
        queue.paused() ? "status paused" : "status active");
    if (buttons) {
      Parts.button(
          html,
          call,
          queue.paused() ? "/queues/resume" : "/queues/pause",
          queue.paused() ? "Resume" : "Pause",
          "queue",
          name);
    }
    html.end().end();
  }
}
