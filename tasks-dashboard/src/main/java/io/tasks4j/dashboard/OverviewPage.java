package io.tasks4j.dashboard;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.Texts;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How it goes, on one page. */
final class OverviewPage {
  private static final int LATEST_DEAD = 5;

  private final Store store;
  private final Layout layout;

  OverviewPage(Store store, Layout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(Route.get("/", this::show));
  }

  private DashboardResponse show(Call call) {
    QueueStats total = store.total();
    List<Throughput> minutes = store.throughput();
    List<TaskMetadata> dead =
        store.page(TaskQuery.deadLetters().limit(LATEST_DEAD), Optional.empty()).tasks();
    return layout.page(
        call,
        Layout.Nav.OVERVIEW,
        "Overview",
        html -> {
          html.tag("div", "id", "live", "data-live", "");
          cards(html, call, total);
          if (!minutes.isEmpty()) {
            Chart.draw(html, minutes, layout);
          }
          html.leaf("h2", "Queues");
          QueuesPage.table(html, call, store.stats(), false);
          html.leaf("h2", "Latest dead letters");
          latestDead(html, call, dead);
          html.end();
        });
  }

  private void cards(Html html, Call call, QueueStats total) {
    html.tag("div", "class", "cards");
    card(html, call, "Pending", total.count(TaskStatus.PENDING), "/tasks?status=PENDING");
    card(html, call, "Running", total.count(TaskStatus.RUNNING), "/tasks?status=RUNNING");
    card(html, call, "To be retried", total.count(TaskStatus.RETRY), "/tasks?status=RETRY");
    card(html, call, "Dead letters", total.count(TaskStatus.FAILURE), "/dead");
    card(html, call, "Succeeded", total.count(TaskStatus.SUCCESS), "/tasks?status=SUCCESS");
    html.tag("div", "class", "card");
    html.leaf("span", "Oldest due task", "class", "label");
    html.leaf(
        "strong",
        total
            .oldestDue()
            .filter(age -> age.compareTo(Duration.ofSeconds(1)) >= 0)
            .map(Texts::age)
            .orElse("–"));
    html.end().end();
  }

  private static void card(Html html, Call call, String label, long count, String path) {
    String kind = count > 0 && path.equals("/dead") ? "card alarm" : "card";
    html.tag("a", "class", kind, "href", call.link(path));
    html.leaf("span", label, "class", "label").leaf("strong", Layout.number(count)).end();
  }

  private void latestDead(Html html, Call call, List<TaskMetadata> dead) {
    if (dead.isEmpty()) {
      Parts.nothing(html, "No dead letters. Tasks whose retries are used up would be here.");
      return;
    }
    Parts.table(html, "Task", "Queue", "Died", "Error");
    for (TaskMetadata task : dead) {
      html.tag("tr");
      Parts.task(Parts.cell(html, "Task"), call, task);
      html.end();
      Parts.cell(html, "Queue").text(task.message().queue()).end();
      Parts.cell(html, "Died").add(h -> layout.time(h, task.finishedAt())).end();
      html.tag("td", "data-title", "Error", "class", "long")
          .text(task.error().map(Parts::brief).orElse("–"))
          .end()
          .end();
    }
    Parts.endTable(html);
  }
}
