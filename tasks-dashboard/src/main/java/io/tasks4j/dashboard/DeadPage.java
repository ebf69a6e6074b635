package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The dead letters: what they died of, and back with them. */
final class DeadPage {
  private static final String FORM = "selection";

  private final DashboardData store;
  private final PageLayout layout;
  private final TasksPage tasks;

  DeadPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
    this.tasks = new TasksPage(store, layout);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/dead", this::show),
        Route.post("/dead/requeue", call -> change(call, TaskAdmin::requeue, "requeued")),
        Route.post("/dead/purge", call -> change(call, TaskAdmin::purge, "removed")),
        Route.post("/dead/requeue-all", this::requeueAll));
  }

  private DashboardResponse show(AdmittedRequest call) {
    TaskFilter filter = TaskFilter.of(call.query()).dead();
    Optional<TaskId> before = call.query().id("before");
    TaskPage page = store.page(filter.query(TasksPage.PAGE), before);
    return layout.page(
        call,
        PageLayout.Nav.DEAD,
        "Dead letters",
        html -> {
          PageParts.note(html, call);
          tasks.search(html, call, "/dead", filter);
          boolean some = !page.tasks().isEmpty() || page.next().isPresent();
          if (call.viewer().mayWrite() && some) {
            buttons(html, call, filter);
          }
          html.tag("div", "id", "live", "data-live", "");
          table(html, call, page);
          TasksPage.pager(html, call, "/dead", filter, before, page);
          html.end();
        });
  }

  private DashboardResponse change(
      AdmittedRequest call, BiPredicate<TaskAdmin, TaskId> change, String done) {
    List<TaskId> ids =
        call.form().all("id").stream().map(RequestParameters::parseId).distinct().toList();
    BulkChanges.Done result = BulkChanges.change(store.admin(), ids, change);
    store.changed();
    return call.seeOther(
        "/dead?did="
            + (result.changed() > 0 ? done : "nothing")
            + "&count="
            + result.changed()
            + filter(call));
  }

  private DashboardResponse requeueAll(AdmittedRequest call) {
    TaskQuery query = TaskFilter.of(call.form()).dead().query(1);
    BulkChanges.Done result = BulkChanges.requeue(store.admin(), query, BulkChanges.MOST);
    store.changed();
    return call.seeOther(
        "/dead?did="
            + (result.changed() > 0 ? "requeued" : "nothing")
            + "&count="
            + result.changed()
            + filter(call));
  }

  /** Goes on with what was searched by. */
  private static String filter(AdmittedRequest call) {
    TaskFilter filter = TaskFilter.of(call.form());
    return new TaskFilter(Optional.empty(), filter.queue(), filter.name())
        .toQuery(Optional.empty())
        .replace('?', '&');
  }

  private void buttons(HtmlBuilder html, AdmittedRequest call, TaskFilter filter) {
    String queue = filter.queue().orElse("");
    String name = filter.name().orElse("");
    html.tag("div", "class", "bulk");
    html.tag("form", "method", "post", "action", call.link("/dead/requeue"), "id", FORM);
    PageParts.token(html, call);
    hidden(html, "queue", queue);
    hidden(html, "name", name);
    html.leaf("button", "Requeue selected", "type", "submit");
    html.leaf(
        "button",
        "Remove selected",
        "type",
        "submit",
        "class",
        "danger",
        "formaction",
        call.link("/dead/purge"));
    html.end();
    boolean all = queue.isEmpty() && name.isEmpty();
    PageParts.careful(
        html,
        call,
        "/dead/requeue-all",
        all ? "Requeue all…" : "Requeue all that match…",
        "Puts " + howMany(filter) + " back, " + PageLayout.number(BulkChanges.MOST) + " at a time.",
        "queue",
        queue,
        "name",
        name);
    html.end();
  }

  private static void hidden(HtmlBuilder html, String name, String value) {
    if (!value.isEmpty()) {
      html.empty("input", "type", "hidden", "name", name, "value", value);
    }
  }

  private String howMany(TaskFilter filter) {
    if (filter.name().isPresent()) {
      return "every dead letter of this name";
    }
    long count =
        filter
            .queue()
            .map(q -> store.stats().getOrDefault(q, new QueueStats(java.util.Map.of(), false)))
            .orElseGet(store::total)
            .count(TaskStatus.FAILURE);
    return PageLayout.number(count) + (count == 1 ? " dead letter" : " dead letters");
  }

  private void table(HtmlBuilder html, AdmittedRequest call, TaskPage page) {
    List<TaskMetadata> found = page.tasks();
    if (found.isEmpty()) {
      PageParts.nothing(
          html,
          page.next().isPresent()
              ? TasksPage.NONE_YET
              : "No dead letters here. Tasks whose retries are used up would be.");
      return;
    }
    boolean select = call.viewer().mayWrite();
    if (select) {
      PageParts.table(html, "", "Task", "Queue", "Tries#", "Died", "Reason", "Error");
    } else {
      PageParts.table(html, "Task", "Queue", "Tries#", "Died", "Reason", "Error");
    }
    for (TaskMetadata task : found) {
      html.tag("tr");
      if (select) {
        html.tag("td", "class", "select");
        html.empty(
            "input",
            "type",
            "checkbox",
            "name",
            "id",
            "value",
            task.id().toString(),
            "form",
            FORM,
            "aria-label",
            "Select " + task.message().name());
        html.end();
      }
      PageParts.task(PageParts.cell(html, "Task"), call, task);
      html.end();
      PageParts.cell(html, "Queue").text(task.message().queue()).end();
      PageParts.number(html, "Tries", task.attempts());
      PageParts.cell(html, "Died").add(h -> layout.time(h, task.finishedAt())).end();
      PageParts.cell(html, "Reason");
      html.text(task.error().map(e -> e.reason().name()).orElse("–")).end();
      html.tag("td", "data-title", "Error", "class", "long")
          .text(task.error().map(PageParts::brief).orElse("–"))
          .end()
          .end();
    }
    PageParts.endTable(html);
  }
}
