package io.tasks4j.dashboard;

import io.tasks4j.message.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The answer to a {@link DashboardRequest}. Immutable.
 *
 * @param status the HTTP status
 * @param headers to send, {@code Content-Type} included; not {@code Content-Length}
 * @param body what to send; nothing of it for {@code HEAD}
 */
public record DashboardResponse(int status, Map<String, String> headers, Payload body) {
  public DashboardResponse {
    Objects.requireNonNull(body, "body");
    headers = Map.copyOf(headers);
  }

  static DashboardResponse of(int status, Payload body) {
    return new DashboardResponse(status, Map.of("Content-Type", body.contentType()), body);
  }

  /** The same with one more header, which replaces one of its name. */
  DashboardResponse header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new DashboardResponse(status, more, body);
  }
}
