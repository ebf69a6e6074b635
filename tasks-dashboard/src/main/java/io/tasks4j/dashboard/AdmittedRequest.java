package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.message.Payload;
import java.util.Map;

/**
 * A request that was let in.
 *
 * @param request what came
 * @param variables parts of the path, decoded, by name
 * @param query parameters of the query
 * @param form of a change: members of the form or of the JSON object
 * @param viewer who it is
 * @param token what forms must send along
 */
record AdmittedRequest(
    DashboardRequest request,
    Map<String, String> variables,
    RequestParameters query,
    RequestParameters form,
    Viewer viewer,
    String token) {

  /** The path of a page under the mount. */
  String link(String path) {
    return request.base() + path;
  }

  /** The id in the path. */
  TaskId id() {
    return RequestParameters.parseId(variables.getOrDefault("id", ""));
  }

  DashboardResponse html(String text) {
    return DashboardResponse.of(200, Payload.of(bytes(text), "text/html; charset=utf-8"));
  }

  /** Shows a page by GET, so that a reload changes nothing again. */
  DashboardResponse seeOther(String path) {
    return DashboardResponse.of(303, Payload.of(new byte[0], "text/plain; charset=utf-8"))
        .header("Location", link(path));
  }

  static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
