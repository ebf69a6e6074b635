package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.WorkerView;
import io.tasks4j.result.TaskMetadata;
import java.util.List;

/** The workers that hold tasks, and what those are. */
final class WorkersPage {
  private static final int MOST_TASKS = 20;

  private final DashboardData store;
  private final PageLayout layout;

  WorkersPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(Route.get("/workers", this::show));
  }

  private DashboardResponse show(AdmittedRequest call) {
    List<WorkerView> workers = store.workers();
    return layout.page(
        call,
        PageLayout.Nav.WORKERS,
        "Workers",
        html -> {
          html.leaf(
              "p",
              "Workers that hold tasks at present. A worker without a task is not known to the"
                  + " store.",
              "class",
              "lead");
          html.tag("div", "id", "live", "data-live", "");
          if (store.moreRun()) {
            html.leaf(
                "p",
                "Only the latest "
                    + PageLayout.number(DashboardData.MOST_RUNNING)
                    + " running tasks count.",
                "class",
                "note");
          }
          if (workers.isEmpty()) {
            PageParts.nothing(html, "No worker holds a task right now.");
          }
          workers.forEach(worker -> show(html, call, worker));
          html.end();
        });
  }

  private void show(HtmlBuilder html, AdmittedRequest call, WorkerView worker) {
    html.tag("section", "class", "worker").tag("h2").text(worker.name());
    html.text(" ");
    html.leaf(
        "small",
        worker.tasks().size()
            + (worker.tasks().size() == 1 ? " task of " : " tasks of ")
            + String.join(", ", worker.queues()));
    html.end();
    PageParts.table(html, "Task", "Queue", "Since", "For#", "Attempt#", "Progress");
    worker.tasks().stream().limit(MOST_TASKS).forEach(task -> row(html, call, task));
    PageParts.endTable(html);
    if (worker.tasks().size() > MOST_TASKS) {
      html.leaf("p", "and " + (worker.tasks().size() - MOST_TASKS) + " more", "class", "hint");
    }
    html.end();
  }

  private void row(HtmlBuilder html, AdmittedRequest call, TaskMetadata task) {
    html.tag("tr");
    PageParts.task(PageParts.cell(html, "Task"), call, task);
    html.end();
    PageParts.cell(html, "Queue").text(task.message().queue()).end();
    PageParts.cell(html, "Since").add(h -> layout.time(h, task.startedAt())).end();
    html.leaf(
        "td",
        task.startedAt().map(layout::relative).map(age -> age.replace(" ago", "")).orElse("–"),
        "class",
        "number",
        "data-title",
        "For");
    PageParts.number(html, "Attempt", task.attempts());
    PageParts.cell(html, "Progress").add(h -> progress(h, task)).end().end();
  }

  private static void progress(HtmlBuilder html, TaskMetadata task) {
    PageParts.status(html, task);
    task.progress().ifPresent(p -> html.text(" " + p.note()));
  }
}
