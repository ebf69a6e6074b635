package io.tasks4j.dashboard;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All that is known of one task, and what can be done with it. */
final class TaskPage {
  /** So much of a payload or a result is on the page. */
  private static final int MOST_SHOWN = 20_000;

  private final DashboardData store;
  private final PageLayout layout;
  private final boolean showPayloads;
  private final GraphFinder graphs;

  TaskPage(DashboardData store, PageLayout layout, boolean showPayloads) {
    this.store = store;
    this.layout = layout;
    this.showPayloads = showPayloads;
    this.graphs = new GraphFinder(store);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/tasks/{id}", this::show),
        Route.post("/tasks/{id}/requeue", this::requeue),
        Route.post("/tasks/{id}/cancel", this::cancel),
        Route.post("/tasks/{id}/purge", this::purge));
  }

  private DashboardResponse show(AdmittedRequest call) {
    TaskId id = call.id();
    TaskMetadata task =
        store
            .find(id)
            .orElseThrow(
                () ->
                    RefusedRequest.notFound(
                        "there is no task " + id + "; it may have been removed"));
    Optional<TaskResult> result = store.result(id);
    Optional<CompositionGraph> graph = task.message().part().map(part -> graphs.find(part, id));
    return layout.page(
        call,
        PageLayout.Nav.TASKS,
        task.message().name(),
        html -> {
          PageParts.note(html, call);
          html.tag("div", "id", "live", "data-live", "");
          head(html, call, task);
          graph.ifPresent(
              g -> {
                whole(html, task.message().part().orElseThrow(), g);
                GraphPicture.draw(html, call, g, id);
              });
          task.error().ifPresent(error -> error(html, call, error));
          html.leaf("h2", "Timeline");
          TaskTimeline.show(html, task, layout);
          html.end();
          html.leaf("h2", "Payload");
          payload(html, call, task.message().payload(), "/payload");
          result
              .flatMap(TaskResult::value)
              .ifPresent(
                  value -> {
                    html.leaf("h2", "Result");
                    payload(html, call, value, "/result");
                  });
          details(html, task);
        });
  }

  private DashboardResponse requeue(AdmittedRequest call) {
    boolean done = store.admin().requeue(call.id());
    store.changed();
    return backTo(call, done ? "requeued&count=1" : "nothing");
  }

  private DashboardResponse cancel(AdmittedRequest call) {
    CancelResult result = store.admin().cancel(call.id());
    store.changed();
    return backTo(
        call,
        switch (result) {
          case CANCELLED -> "cancelled";
          case REQUESTED -> "requested";
          case NOTHING -> "nothing";
        });
  }

  private DashboardResponse purge(AdmittedRequest call) {
    boolean done = store.admin().purge(call.id());
    store.changed();
    return done ? call.seeOther("/tasks?did=removed&count=1") : backTo(call, "nothing");
  }

  private static DashboardResponse backTo(AdmittedRequest call, String did) {
    return call.seeOther("/tasks/" + call.id() + "?did=" + did);
  }

  private void head(HtmlBuilder html, AdmittedRequest call, TaskMetadata task) {
    html.tag("div", "class", "head").tag("p");
    PageParts.status(html, task);
    html.text(" in queue ");
    String queue = task.message().queue();
    html.leaf("a", queue, "href", call.link("/tasks?queue=" + RequestParameters.encode(queue)));
    html.text(", priority " + task.message().priority()).end();
    html.tag("p").leaf("code", task.id().toString()).end();
    html.tag("p");
    html.text(
        String.format(
            Locale.ROOT,
            "%d %s, %d failed, %d lost",
            task.attempts(),
            task.attempts() == 1 ? "attempt" : "attempts",
            task.failures(),
            task.losses()));
    if (!task.worker().isEmpty()) {
      html.text(", by worker ").leaf("strong", task.worker());
    }
    html.end();
    task.progress()
        .ifPresent(
            p ->
                html.leaf(
                    "p",
                    String.format(
                            Locale.ROOT,
                            "%d of %s %s",
                            p.done(),
                            p.total() == 0 ? "?" : p.total(),
                            p.note())
                        .strip()));
    if (call.viewer().mayWrite()) {
      buttons(html, call, task);
    }
    html.end();
  }

  private static void buttons(HtmlBuilder html, AdmittedRequest call, TaskMetadata task) {
    String path = "/tasks/" + task.id();
    TaskStatus status = task.status();
    html.tag("div", "class", "bulk");
    if (status == TaskStatus.FAILURE || status == TaskStatus.CANCELLED) {
      PageParts.button(html, call, path + "/requeue", "Requeue");
    }
    if (!status.isTerminal() && !task.cancelRequested()) {
      String question =
          status == TaskStatus.RUNNING
              ? "Asks the task to end; its worker interrupts it."
              : "Ends the task before it runs.";
      PageParts.careful(html, call, path + "/cancel", "Cancel…", question);
    }
    if (status != TaskStatus.RUNNING) {
      PageParts.careful(
          html, call, path + "/purge", "Remove…", "Removes the task and its result for good.");
    }
    html.end();
  }

  private static void whole(HtmlBuilder html, CompositionPart part, CompositionGraph graph) {
    html.tag("h2").text("Part of a " + part.kind().name().toLowerCase(Locale.ROOT)).end();
    html.leaf(
        "p",
        part.index() == part.count()
            ? "What comes after its " + part.count() + " parts."
            : "Part " + (part.index() + 1) + " of " + part.count() + ", '" + part.step() + "'.");
    if (graph.left() > 0) {
      html.leaf(
          "p", PageLayout.number(graph.left()) + " more parts are not drawn.", "class", "hint");
    }
  }

  private void error(HtmlBuilder html, AdmittedRequest call, TaskError error) {
    html.tag("section", "class", "error").leaf("h2", "Latest failure");
    html.tag("p").leaf("strong", error.type()).text(", attempt " + error.attempt() + ", ");
    html.text(error.reason().name() + ", ").add(h -> layout.time(h, error.at())).end();
    if (!error.message().isEmpty()) {
      html.leaf("p", error.message(), "class", "message");
    }
    error
        .origin()
        .ifPresent(
            origin ->
                html.tag("p")
                    .text("It began with ")
                    .leaf("a", "this task", "href", call.link("/tasks/" + origin))
                    .text(".")
                    .end());
    if (!error.stackTrace().isBlank()) {
      html.tag("details").leaf("summary", "Stack trace");
      html.leaf("pre", error.stackTrace().stripTrailing(), "tabindex", "0").end();
    }
    html.end();
  }

  private void payload(HtmlBuilder html, AdmittedRequest call, Payload value, String file) {
    if (!showPayloads) {
      html.leaf("p", value + ", not shown here", "class", "hint");
      return;
    }
    html.leaf("pre", PayloadText.of(value, MOST_SHOWN), "class", "payload", "tabindex", "0");
    html.tag("p", "class", "hint");
    html.text(PageLayout.number(value.size()) + " bytes of " + value.contentType() + ". ");
    html.leaf("a", "Save", "href", call.request().base() + call.request().path() + file).end();
  }

  private void details(HtmlBuilder html, TaskMetadata task) {
    html.leaf("h2", "Options").tag("dl");
    row(html, "Retries", SettingTexts.of(task.message().retry()));
    row(html, "Timeout", task.message().timeout().map(SettingTexts::of).orElse("none"));
    task.message().unique().ifPresent(u -> row(html, "Unique key", u.key()));
    task.message().exclusive().ifPresent(key -> row(html, "Exclusive key", key));
    task.message().headers().forEach((name, value) -> row(html, "Header " + name, value));
    html.end();
  }

  private static void row(HtmlBuilder html, String name, String value) {
    html.leaf("dt", name).leaf("dd", value);
  }
}
