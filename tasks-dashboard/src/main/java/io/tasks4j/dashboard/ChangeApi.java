package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.schedule.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What programs change, as {@code openapi.json} says. */
final class ChangeApi {
  private final DashboardData store;

  ChangeApi(DashboardData store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/tasks/{id}/requeue", call -> changed(store.admin().requeue(call.id()))),
        Route.post("/api/tasks/{id}/purge", call -> changed(store.admin().purge(call.id()))),
        Route.post("/api/tasks/{id}/cancel", this::cancel),
        Route.post("/api/dead-letters/requeue", this::requeue),
        Route.post("/api/queues/pause", call -> pause(call, true)),
        Route.post("/api/queues/resume", call -> pause(call, false)),
        Route.post("/api/schedules/pause", call -> schedule(s -> s.pause(name(call)))),
        Route.post("/api/schedules/resume", call -> schedule(s -> s.resume(name(call)))),
        Route.post(
            "/api/schedules/trigger", call -> schedule(s -> SchedulesPage.trigger(s, name(call)))));
  }

  private DashboardResponse cancel(AdmittedRequest call) {
    String result = store.admin().cancel(call.id()).name();
    store.changed();
    return ApiJson.ok(Map.of("result", result));
  }

  private DashboardResponse requeue(AdmittedRequest call) {
    List<TaskId> ids =
        call.form().all("id").stream().map(RequestParameters::parseId).distinct().toList();
    int most = call.form().number("limit", 1, BulkChanges.MOST, BulkChanges.MOST);
    BulkChanges.Done done =
        ids.isEmpty()
            ? BulkChanges.requeue(store.admin(), TaskFilter.of(call.form()).dead().query(1), most)
            : BulkChanges.change(store.admin(), ids, (admin, id) -> admin.requeue(id));
    store.changed();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("requeued", done.changed());
    json.put("refused", done.refused());
    json.put("more", done.more());
    return ApiJson.ok(json);
  }

  private DashboardResponse pause(AdmittedRequest call, boolean paused) {
    String queue =
        call.form().name("queue").orElseThrow(() -> RefusedRequest.badRequest("queue is missing"));
    store.admin().pause(queue, paused);
    return changed(true);
  }

  private DashboardResponse schedule(Predicate<Schedules> change) {
    Schedules schedules =
        store
            .schedules()
            .orElseThrow(() -> RefusedRequest.notFound("this store keeps no schedules"));
    try {
      return changed(change.test(schedules));
    } catch (IllegalStateException e) {
      throw new RefusedRequest(409, String.valueOf(e.getMessage()));
    }
  }

  private static String name(AdmittedRequest call) {
    return call.form().name("name").orElseThrow(() -> RefusedRequest.badRequest("name is missing"));
  }

  private DashboardResponse changed(boolean changed) {
    store.changed();
    return ApiJson.ok(Map.of("changed", changed));
  }
}
