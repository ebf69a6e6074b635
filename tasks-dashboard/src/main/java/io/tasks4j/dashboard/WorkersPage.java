package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.WorkerView;
import io.tasks4j.result.TaskMetadata;
import java.util.List;

/** The workers that hold tasks, and what those are. */
final class WorkersPage {
  private static final int MOST_TASKS = 20;

  private final Store store;
  private final Layout layout;

  WorkersPage(Store store, Layout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(Route.get("/workers", this::show));
  }

  private DashboardResponse show(Call call) {
    List<WorkerView> workers = store.workers();
    return layout.page(
        call,
        Layout.Nav.WORKERS,
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
                "Only the latest " + Layout.number(Store.MOST_RUNNING) + " running tasks count.",
                "class",
                "note");
          }
          if (workers.isEmpty()) {
            Parts.nothing(html, "No worker holds a task right now.");
          }
          workers.forEach(worker -> show(html, call, worker));
          html.end();
        });
  }

  private void show(Html html, Call call, WorkerView worker) {
    html.tag("section", "class", "worker").tag("h2").text(worker.name());
    html.text(" ");
    html.leaf(
        "small",
        worker.tasks().size()
            + (worker.tasks().size() == 1 ? " task of " : " tasks of ")
            + String.join(", ", worker.queues()));
    html.end();
    Parts.table(html, "Task", "Queue", "Since", "For#", "Attempt#", "Progress");
    worker.tasks().stream().limit(MOST_TASKS).forEach(task -> row(html, call, task));
    Parts.endTable(html);
    if (worker.tasks().size() > MOST_TASKS) {
      html.leaf("p", "and " + (worker.tasks().size() - MOST_TASKS) + " more", "class", "hint");
    }
    html.end();
  }

  private void row(Html html, Call call, TaskMetadata task) {
    html.tag("tr");
    Parts.task(Parts.cell(html, "Task"), call, task);
    html.end();
    Parts.cell(html, "Queue").text(task.message().queue()).end();
    Parts.cell(html, "Since").add(h -> layout.time(h, task.startedAt())).end();
    html.leaf(
        "td",
        task.startedAt().map(layout::relative).map(age -> age.replace(" ago", "")).orElse("–"),
        "class",
        "number",
        "data-title",
        "For");
    Parts.number(html, "Attempt", task.attempts());
    Parts.cell(html, "Progress").add(h -> progress(h, task)).end().end();
  }

  private static void progress(Html html, TaskMetadata task) {
    Parts.status(html, task);
    task.progress().ifPresent(p -> html.text(" " + p.note()));
  }
}
