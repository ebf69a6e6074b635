package io.tasks4j.dashboard;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.result.QueueStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The queues: how deep they are, and whether they hand out tasks. */
final class QueuesPage {
  private final DashboardData store;
  private final PageLayout layout;

  QueuesPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/queues", this::show),
        Route.post("/queues/pause", call -> pause(call, true)),
        Route.post("/queues/resume", call -> pause(call, false)));
  }

  private DashboardResponse show(AdmittedRequest call) {
    return layout.page(
        call,
        PageLayout.Nav.QUEUES,
        "Queues",
        html -> {
          PageParts.note(html, call);
          html.tag("div", "id", "live", "data-live", "");
          table(html, call, store.stats(), call.viewer().mayWrite());
          html.end();
        });
  }

  private DashboardResponse pause(AdmittedRequest call, boolean paused) {
    String name =
        call.form().name("queue").orElseThrow(() -> RefusedRequest.badRequest("queue is missing"));
    store.admin().pause(name, paused);
    store.changed();
    return call.seeOther("/queues?did=" + (paused ? "paused" : "resumed"));
  }

  static void table(
      HtmlBuilder html, AdmittedRequest call, Map<String, QueueStats> stats, boolean buttons) {
    if (stats.isEmpty()) {
      PageParts.nothing(html, "No queues yet. A queue is there from its first task on.");
      return;
    }
    PageParts.table(
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
    PageParts.endTable(html);
  }

  private static void row(
      HtmlBuilder html, AdmittedRequest call, String name, QueueStats queue, boolean buttons) {
    html.tag("tr");
    PageParts.cell(html, "Queue");
    html.leaf("a", name, "href", call.link("/tasks?queue=" + RequestParameters.encode(name))).end();
    PageParts.number(html, "Pending", queue.count(TaskStatus.PENDING));
    PageParts.number(html, "Running", queue.count(TaskStatus.RUNNING));
    PageParts.number(html, "Retry", queue.count(TaskStatus.RETRY));
    PageParts.number(html, "Suspended", queue.count(TaskStatus.SUSPENDED));
    PageParts.number(html, "Success", queue.count(TaskStatus.SUCCESS));
    PageParts.number(html, "Cancelled", queue.count(TaskStatus.CANCELLED));
    PageParts.number(html, "Dead", queue.count(TaskStatus.FAILURE));
    html.leaf(
        "td",
        queue
            .oldestDue()
            .filter(age -> age.compareTo(Duration.ofSeconds(1)) >= 0)
            .map(DisplayTexts::age)
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
      PageParts.button(
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
