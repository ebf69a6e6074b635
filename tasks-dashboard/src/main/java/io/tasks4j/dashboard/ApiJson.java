package io.tasks4j.dashboard;

import io.tasks4j.message.Payload;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the API gives it. */
final class ApiJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ApiJson() {}

  static Payload write(Object value) {
    return Payload.of(MAPPER.writeValueAsBytes(value), Payload.JSON);
  }

  static DashboardResponse ok(Object value) {
    return DashboardResponse.of(200, write(value));
  }
}
