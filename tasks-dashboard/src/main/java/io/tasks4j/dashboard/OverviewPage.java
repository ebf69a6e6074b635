package io.tasks4j.dashboard;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.DisplayTexts;
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

  private final DashboardData store;
  private final PageLayout layout;

  OverviewPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(Route.get("/", this::show));
  }

  private DashboardResponse show(AdmittedRequest call) {
    QueueStats total = store.total();
    List<Throughput> minutes = store.throughput();
    List<TaskMetadata> dead =
        store.page(TaskQuery.deadLetters().limit(LATEST_DEAD), Optional.empty()).tasks();
    return layout.page(
        call,
        PageLayout.Nav.OVERVIEW,
        "Overview",
        html -> {
          html.tag("div", "id", "live", "data-live", "");
          cards(html, call, total);
          if (!minutes.isEmpty()) {
            MinuteChart.draw(html, minutes, layout);
          }
          html.leaf("h2", "Queues");
          QueuesPage.table(html, call, store.stats(), false);
          html.leaf("h2", "Latest dead letters");
          latestDead(html, call, dead);
          html.end();
        });
  }

  private void cards(HtmlBuilder html, AdmittedRequest call, QueueStats total) {
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
            .map(DisplayTexts::age)
            .orElse("–"));
    html.end().end();
  }

  private static void card(
      HtmlBuilder html, AdmittedRequest call, String label, long count, String path) {
    String kind = count > 0 && path.equals("/dead") ? "card alarm" : "card";
    html.tag("a", "class", kind, "href", call.link(path));
    html.leaf("span", label, "class", "label").leaf("strong", PageLayout.number(count)).end();
  }

  private void latestDead(HtmlBuilder html, AdmittedRequest call, List<TaskMetadata> dead) {
    if (dead.isEmpty()) {
      PageParts.nothing(html, "No dead letters. Tasks whose retries are used up would be here.");
      return;
    }
    PageParts.table(html, "Task", "Queue", "Died", "Error");
    for (TaskMetadata task : dead) {
      html.tag("tr");
      PageParts.task(PageParts.cell(html, "Task"), call, task);
      html.end();
      PageParts.cell(html, "Queue").text(task.message().queue()).end();
      PageParts.cell(html, "Died").add(h -> layout.time(h, task.finishedAt())).end();
      html.tag("td", "data-title", "Error", "class", "long")
          .text(task.error().map(PageParts::brief).orElse("–"))
          .end()
          .end();
    }
    PageParts.endTable(html);
  }
}
