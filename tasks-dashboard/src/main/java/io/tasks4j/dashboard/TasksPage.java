package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tasks, the one accepted last first, by status, queue and name. */
final class TasksPage {
  static final int PAGE = 50;

  /** Where the listing goes on, so that nobody takes it for the end. */
  static final String NONE_YET = "None among the newest tasks.";

  private final DashboardData store;
  private final PageLayout layout;

  TasksPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(Route.get("/tasks", this::show));
  }

  private DashboardResponse show(AdmittedRequest call) {
    Optional<TaskId> wanted = call.query().one("name").flatMap(TasksPage::asId);
    if (wanted.isPresent()) {
      return call.seeOther("/tasks/" + wanted.get());
    }
    TaskFilter filter = TaskFilter.of(call.query());
    Optional<TaskId> before = call.query().id("before");
    TaskPage page = store.page(filter.query(PAGE), before);
    return layout.page(
        call,
        PageLayout.Nav.TASKS,
        "Tasks",
        html -> {
          PageParts.note(html, call);
          tabs(html, call, filter);
          search(html, call, "/tasks", filter);
          html.tag("div", "id", "live", "data-live", "");
          table(html, call, page);
          pager(html, call, "/tasks", filter, before, page);
          html.end();
        });
  }

  /** The id that somebody put where names go. */
  private static Optional<TaskId> asId(String text) {
    return text.length() == 36 && text.matches("[0-9a-fA-F-]{36}")
        ? Optional.of(RequestParameters.parseId(text))
        : Optional.empty();
  }

  private static void tabs(HtmlBuilder html, AdmittedRequest call, TaskFilter filter) {
    html.tag("nav", "class", "tabs", "aria-label", "Status");
    tab(html, call, filter, Optional.empty(), "All");
    for (TaskStatus status : TaskStatus.values()) {
      tab(html, call, filter, Optional.of(status), label(status));
    }
    html.end();
  }

  private static void tab(
      HtmlBuilder html,
      AdmittedRequest call,
      TaskFilter filter,
      Optional<TaskStatus> status,
      String label) {
    String path =
        "/tasks" + new TaskFilter(status, filter.queue(), filter.name()).toQuery(Optional.empty());
    if (status.equals(filter.status())) {
      html.leaf("a", label, "href", call.link(path), "aria-current", "page");
    } else {
      html.leaf("a", label, "href", call.link(path));
    }
  }

  private static String label(TaskStatus status) {
    return status.name().charAt(0) + status.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** The fields to search by, with what is searched by now. */
  void search(HtmlBuilder html, AdmittedRequest call, String path, TaskFilter filter) {
    html.tag(
        "form", "method", "get", "action", call.link(path), "class", "search", "role", "search");
    if (path.equals("/tasks")) {
      filter
          .status()
          .ifPresent(
              s -> html.empty("input", "type", "hidden", "name", "status", "value", s.name()));
    }
    html.tag("label").text("Queue ").tag("select", "name", "queue");
    html.leaf("option", "all", "value", "");
    store.stats().keySet().forEach(queue -> option(html, queue, filter.queue()));
    filter
        .queue()
        .filter(queue -> !store.stats().containsKey(queue))
        .ifPresent(queue -> option(html, queue, filter.queue()));
    html.end().end();
    html.tag("label").text(path.equals("/tasks") ? "Task name or id " : "Task name ");
    html.empty(
        "input",
        "name",
        "name",
        "value",
        filter.name().orElse(""),
        "size",
        "28",
        "autocomplete",
        "off",
        "spellcheck",
        "false",
        "data-key",
        "/");
    html.end().leaf("button", "Search", "type", "submit");
    if (filter.queue().isPresent() || filter.name().isPresent()) {
      String all =
          new TaskFilter(filter.status(), Optional.empty(), Optional.empty())
              .toQuery(Optional.empty());
      html.leaf("a", "Clear", "href", call.link(path.equals("/tasks") ? path + all : path));
    }
    html.end();
  }

  private static void option(HtmlBuilder html, String queue, Optional<String> selected) {
    if (selected.filter(queue::equals).isPresent()) {
      html.leaf("option", queue, "value", queue, "selected", "");
    } else {
      html.leaf("option", queue, "value", queue);
    }
  }

  private void table(HtmlBuilder html, AdmittedRequest call, TaskPage page) {
    List<TaskMetadata> tasks = page.tasks();
    if (tasks.isEmpty()) {
      PageParts.nothing(html, page.next().isPresent() ? NONE_YET : "No tasks here.");
      return;
    }
    PageParts.table(html, "Task", "Status", "Queue", "Prio#", "Tries#", "Enqueued", "Due", "Id");
    for (TaskMetadata task : tasks) {
      html.tag("tr");
      PageParts.task(PageParts.cell(html, "Task"), call, task);
      html.end();
      PageParts.cell(html, "Status").add(h -> PageParts.status(h, task)).end();
      PageParts.cell(html, "Queue").text(task.message().queue()).end();
      html.leaf(
          "td",
          String.valueOf(task.message().priority()),
          "class",
          "number",
          "data-title",
          "Priority");
      PageParts.number(html, "Tries", task.attempts());
      PageParts.cell(html, "Enqueued").add(h -> layout.time(h, task.enqueuedAt())).end();
      PageParts.cell(html, "Due");
      if (task.dueAt().equals(task.enqueuedAt())) {
        html.leaf("span", "at once", "class", "hint");
      } else {
        layout.time(html, task.dueAt());
      }
      html.end();
      PageParts.cell(html, "Id");
      html.leaf("code", PageParts.shortId(task.id().toString()), "title", task.id().toString());
      html.end().end();
    }
    PageParts.endTable(html);
  }

  /** Leads to the first page and to the next one; the store knows of no numbers of pages. */
  static void pager(
      HtmlBuilder html,
      AdmittedRequest call,
      String path,
      TaskFilter filter,
      Optional<TaskId> before,
      TaskPage page) {
    TaskFilter shown =
        path.equals("/dead")
            ? new TaskFilter(Optional.empty(), filter.queue(), filter.name())
            : filter;
    if (page.next().isPresent() && page.tasks().size() < PAGE) {
      html.leaf("p", "Not all was looked through yet; Older goes on.", "class", "hint");
    }
    html.tag("nav", "class", "pager", "aria-label", "Pages of the listing");
    if (before.isPresent()) {
      html.leaf("a", "« Newest", "href", call.link(path + shown.toQuery(Optional.empty())));
    }
    if (page.next().isPresent()) {
      String older = call.link(path + shown.toQuery(page.next()));
      html.leaf("a", "Older ›", "href", older, "data-key", "n", "rel", "next");
    }
    html.end();
  }
}
