package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.Json;
import io.tasks4j.message.Part;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.Throughput;
import io.tasks4j.schedule.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What programs read, as {@code openapi.json} says. */
final class Api {
  private static final int MOST_LISTED = 500;

  private final Store store;
  private final GraphFinder graphs;

  Api(Store store) {
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

  private DashboardResponse session(Call call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", call.viewer().name());
    json.put("mayWrite", call.viewer().mayWrite());
    json.put("token", call.token());
    return ApiJson.ok(json);
  }

  private DashboardResponse queues(Call call) {
    Map<String, Object> json = new LinkedHashMap<>();
    store.stats().forEach((name, stats) -> json.put(name, Json.queue(stats)));
    return ApiJson.ok(json);
  }

  private DashboardResponse throughput(Call call) {
    return ApiJson.ok(store.throughput().stream().map(Api::span).toList());
  }

  private static Map<String, Object> span(Throughput span) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", span.from().toString());
    json.put("seconds", span.width().toSeconds());
    json.put("finished", span.finished());
    json.put("dead", span.dead());
    return json;
  }

  private DashboardResponse tasks(Call call) {
    int limit = call.query().number("limit", 1, MOST_LISTED, TasksPage.PAGE);
    TaskPage page = store.page(Filter.of(call.query()).query(limit), call.query().id("before"));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tasks", page.tasks().stream().map(Json::task).toList());
    page.next().ifPresent(id -> json.put("next", id.toString()));
    return ApiJson.ok(json);
  }

  private DashboardResponse task(Call call) {
    return ApiJson.ok(Json.task(find(call)));
  }

  private DashboardResponse graph(Call call) {
    TaskMetadata task = find(call);
    Part part =
        task.message()
            .part()
            .orElseThrow(() -> Refusal.notFound("task " + task.id() + " is no part of a whole"));
    Graph graph = graphs.find(part, task.id());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", part.kind().name());
    json.put("whole", part.whole().toString());
    json.put("nodes", graph.nodes().stream().map(Api::node).toList());
    json.put("edges", graph.edges().stream().map(Api::edge).toList());
    json.put("left", graph.left());
    return ApiJson.ok(json);
  }

  private static Map<String, Object> node(Graph.Node node) {
    return Map.of(
        "id", node.id().toString(), "label", node.label(), "status", node.status().name());
  }

  private static Map<String, Object> edge(Graph.Edge edge) {
    return Map.of("from", edge.from().toString(), "to", edge.to().toString());
  }

  private DashboardResponse schedules(Call call) {
    List<Map<String, Object>> all =
        store.schedules().map(Schedules::list).orElse(List.of()).stream()
            .map(Json::schedule)
            .toList();
    return ApiJson.ok(all);
  }

  private DashboardResponse workers(Call call) {
    return ApiJson.ok(store.workers().stream().map(Json::worker).toList());
  }

  private TaskMetadata find(Call call) {
    return store
        .find(call.id())
        .orElseThrow(() -> Refusal.notFound("there is no task " + call.id()));
  }
}
