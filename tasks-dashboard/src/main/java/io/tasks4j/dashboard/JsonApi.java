package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.Throughput;
import io.tasks4j.schedule.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What programs read, as {@code openapi.json} says. */
final class JsonApi {
  private static final int MOST_LISTED = 500;

  private final DashboardData store;
  private final GraphFinder graphs;

  JsonApi(DashboardData store) {
    this.store = store;
    this.graphs = new GraphFinder(store);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/session", this::session),
        Route.get("/api/queues", this::queues),
        Route.get("/api/throughput", this::throughput),
        Route.get("/api/tasks", this::tasks),
        Route.get("/api/tasks/{id}", this::task),
        Route.get("/api/tasks/{id}/graph", this::graph),
        Route.get("/api/schedules", this::schedules),
        Route.get("/api/workers", this::workers));
  }

  private DashboardResponse session(AdmittedRequest call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", call.viewer().name());
    json.put("mayWrite", call.viewer().mayWrite());
    json.put("token", call.token());
    return ApiJson.ok(json);
  }

  private DashboardResponse queues(AdmittedRequest call) {
    Map<String, Object> json = new LinkedHashMap<>();
    store.stats().forEach((name, stats) -> json.put(name, JsonMembers.queue(stats)));
    return ApiJson.ok(json);
  }

  private DashboardResponse throughput(AdmittedRequest call) {
    return ApiJson.ok(store.throughput().stream().map(JsonApi::span).toList());
  }

  private static Map<String, Object> span(Throughput span) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", span.from().toString());
    json.put("seconds", span.width().toSeconds());
    json.put("finished", span.finished());
    json.put("dead", span.dead());
    return json;
  }

  private DashboardResponse tasks(AdmittedRequest call) {
    int limit = call.query().number("limit", 1, MOST_LISTED, TasksPage.PAGE);
    TaskPage page = store.page(TaskFilter.of(call.query()).query(limit), call.query().id("before"));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tasks", page.tasks().stream().map(JsonMembers::task).toList());
    page.next().ifPresent(id -> json.put("next", id.toString()));
    return ApiJson.ok(json);
  }

  private DashboardResponse task(AdmittedRequest call) {
    return ApiJson.ok(JsonMembers.task(find(call)));
  }

  private DashboardResponse graph(AdmittedRequest call) {
    TaskMetadata task = find(call);
    CompositionPart part =
        task.message()
            .part()
            .orElseThrow(
                () -> RefusedRequest.notFound("task " + task.id() + " is no part of a whole"));
    CompositionGraph graph = graphs.find(part, task.id());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", part.kind().name());
    json.put("whole", part.whole().toString());
    json.put("nodes", graph.nodes().stream().map(JsonApi::node).toList());
    json.put("edges", graph.edges().stream().map(JsonApi::edge).toList());
    json.put("left", graph.left());
    return ApiJson.ok(json);
  }

  private static Map<String, Object> node(CompositionGraph.Node node) {
    return Map.of(
        "id", node.id().toString(), "label", node.label(), "status", node.status().name());
  }

  private static Map<String, Object> edge(CompositionGraph.Edge edge) {
    return Map.of("from", edge.from().toString(), "to", edge.to().toString());
  }

  private DashboardResponse schedules(AdmittedRequest call) {
    List<Map<String, Object>> all =
        store.schedules().map(Schedules::list).orElse(List.of()).stream()
            .map(JsonMembers::schedule)
            .toList();
    return ApiJson.ok(all);
  }

  private DashboardResponse workers(AdmittedRequest call) {
    return ApiJson.ok(store.workers().stream().map(JsonMembers::worker).toList());
  }

  private TaskMetadata find(AdmittedRequest call) {
    return store
        .find(call.id())
        .orElseThrow(() -> RefusedRequest.notFound("there is no task " + call.id()));
  }
}
