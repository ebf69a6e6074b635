package io.tasks4j.dashboard;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.result.TaskMetadata;
import java.util.Locale;
import java.util.Optional;

/** Parts that several pages have. */
final class PageParts {
  private static final int WIDTH_OF_ERROR = 90;

  private PageParts() {}

  /** A status by word and colour. */
  static void status(HtmlBuilder html, TaskStatus status) {
    html.leaf("span", status.name(), "class", "status " + status.name().toLowerCase(Locale.ROOT));
  }

  /** A status, and what else there is to say of how the task stands. */
  static void status(HtmlBuilder html, TaskMetadata task) {
    status(html, task.status());
    if (task.cancelRequested()) {
      html.text(" ").leaf("span", "to be cancelled", "class", "hint");
    }
    task.progress()
        .filter(p -> task.status() == TaskStatus.RUNNING)
        .ifPresent(
            p -> {
              if (p.total() > 0) {
                html.text(" ")
                    .leaf(
                        "progress",
                        p.done() + " of " + p.total(),
                        "max",
                        String.valueOf(p.total()),
                        "value",
                        String.valueOf(p.done()),
                        "title",
                        p.done() + " of " + p.total() + " " + p.note());
              }
            });
  }

  /** A task's name, as a link to it. */
  static void task(HtmlBuilder html, AdmittedRequest call, TaskMetadata task) {
    html.leaf("a", task.message().name(), "href", call.link("/tasks/" + task.id()));
  }

  /** The last part of an id, which tells it from others; the first is a time that many share. */
  static String shortId(String id) {
    return "…" + id.substring(id.length() - 12);
  }

  /** What an error says, in one line. */
  static String brief(TaskError error) {
    String type = error.type().substring(error.type().lastIndexOf('.') + 1);
    return DisplayTexts.brief(
        error.message().isEmpty() ? type : type + ": " + error.message(), WIDTH_OF_ERROR);
  }

  /** A button that changes something. */
  static void button(
      HtmlBuilder html, AdmittedRequest call, String path, String label, String... fields) {
    form(html, call, path, fields);
    html.leaf("button", label, "type", "submit").end();
  }

  /** A button that asks once more, without a script. */
  static void careful(
      HtmlBuilder html,
      AdmittedRequest call,
      String path,
      String label,
      String question,
      String... fields) {
    html.tag("details", "class", "careful").leaf("summary", label);
    form(html, call, path, fields);
    html.leaf("p", question);
    html.leaf("button", label, "type", "submit", "class", "danger").end().end();
  }

  /** Opens a form that changes something; fields are names and values in turns. */
  static void form(HtmlBuilder html, AdmittedRequest call, String path, String... fields) {
    html.tag("form", "method", "post", "action", call.link(path));
    token(html, call);
    for (int i = 0; i < fields.length; i += 2) {
      if (!fields[i + 1].isEmpty()) {
        html.empty("input", "type", "hidden", "name", fields[i], "value", fields[i + 1]);
      }
    }
  }

  static void token(HtmlBuilder html, AdmittedRequest call) {
    html.empty("input", "type", "hidden", "name", RequestGuard.FIELD, "value", call.token());
  }

  /** Says what the change before did; words of ours alone, since anybody can write an address. */
  static void note(HtmlBuilder html, AdmittedRequest call) {
    int count = call.query().number("count", 0, Integer.MAX_VALUE, 0);
    String tasks = count == 1 ? "1 task" : PageLayout.number(count) + " tasks";
    Optional<String> said =
        call.query()
            .one("did")
            .map(
                did ->
                    switch (did) {
                      case "requeued" -> "Requeued " + tasks + ".";
                      case "removed" -> "Removed " + tasks + ".";
                      case "cancelled" -> "Cancelled.";
                      case "requested" -> "Asked to end; its worker interrupts it.";
                      case "paused" -> "Paused.";
                      case "resumed" -> "Resumed.";
                      case "triggered" -> "Enqueued a task of the schedule.";
                      case "nothing" ->
                          "Nothing was changed: it had gone on meanwhile, or something holds it.";
                      default -> "";
                    })
            .filter(text -> !text.isEmpty());
    said.ifPresent(text -> html.leaf("p", text, "class", "note", "role", "status"));
  }

  /** Opens a table in a frame that scrolls, with titles; those that end with # are of numbers. */
  static void table(HtmlBuilder html, String... titles) {
    html.tag("div", "class", "table").tag("table").tag("thead").tag("tr");
    for (String title : titles) {
      if (title.endsWith("#")) {
        html.leaf("th", title.substring(0, title.length() - 1), "class", "number", "scope", "col");
      } else {
        html.leaf("th", title, "scope", "col");
      }
    }
    html.end().end().tag("tbody");
  }

  static void endTable(HtmlBuilder html) {
    html.end().end().end();
  }

  /** A cell; narrow screens show its title beside it. */
  static HtmlBuilder cell(HtmlBuilder html, String title) {
    return html.tag("td", "data-title", title);
  }

  /** A cell with a number, which is paler when it is zero. */
  static void number(HtmlBuilder html, String title, long value) {
    html.leaf(
        "td",
        PageLayout.number(value),
        "class",
        value == 0 ? "number none" : "number",
        "data-title",
        title);
  }

  static void nothing(HtmlBuilder html, String text) {
    html.leaf("p", text, "class", "empty");
  }
}
