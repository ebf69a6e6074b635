package io.tasks4j.dashboard;

import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.util.List;
import java.util.Optional;

/** Whole payloads and results, as files to save: no browser is to take one for a page. */
final class PayloadFiles {
  private final DashboardData store;
  private final boolean shown;

  PayloadFiles(DashboardData store, boolean shown) {
    this.store = store;
    this.shown = shown;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/tasks/{id}/payload", this::payload),
        Route.get("/tasks/{id}/result", this::result),
        Route.get("/api/tasks/{id}/payload", this::payload),
        Route.get("/api/tasks/{id}/result", this::result));
  }

  private DashboardResponse payload(AdmittedRequest call) {
    check();
    TaskMetadata task =
        store
            .find(call.id())
            .orElseThrow(() -> RefusedRequest.notFound("there is no task " + call.id()));
    return file(task.message().payload(), "payload");
  }

  private DashboardResponse result(AdmittedRequest call) {
    check();
    Optional<Payload> value = store.result(call.id()).flatMap(TaskResult::value);
    return file(
        value.orElseThrow(() -> RefusedRequest.notFound("there is no result of task " + call.id())),
        "result");
  }

  private void check() {
    if (!shown) {
      throw new RefusedRequest(403, "this dashboard shows no payloads and results");
    }
  }

  private static DashboardResponse file(Payload payload, String name) {
    boolean json = payload.contentType().equals(Payload.JSON);
    String type = json ? Payload.JSON : "application/octet-stream";
    return DashboardResponse.of(200, Payload.of(payload.bytes(), type))
        .header(
            "Content-Disposition",
            "attachment; filename=\"" + name + (json ? ".json" : ".bin") + "\"");
  }
}
