package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether JSON fits a schema, as far as our description uses schemas; more members are faults. */
record SchemaCheck(JsonNode document) {
  void check(String where, DashboardResponse response, JsonNode schema) {
    check(where, JsonMapper.builder().build().readTree(response.body().bytes()), schema);
  }

  void check(String where, JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      check(where, value, document.at(schema.get("$ref").asString().substring(1)));
      return;
    }
    switch (schema.path("type").asString("any")) {
      case "object" -> object(where, value, schema);
      case "array" -> {
        assertTrue(value.isArray(), where);
        for (int i = 0; i < value.size(); i++) {
          check(where + "[" + i + "]", value.get(i), schema.get("items"));
        }
      }
      case "string" -> string(where, value, schema);
      case "integer" -> assertTrue(value.isIntegralNumber(), where);
      case "boolean" -> assertTrue(value.isBoolean(), where);
      case "any" -> {}
      default -> fail(where + ": " + schema);
    }
  }

  private void object(String where, JsonNode value, JsonNode schema) {
    assertTrue(value.isObject(), where);
    schema
        .path("required")
        .forEach(name -> assertTrue(value.has(name.asString()), where + "." + name));
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode property = schema.path("properties").path(member.getKey());
      if (property.isMissingNode()) {
        property = schema.path("additionalProperties");
      }
      boolean free = !schema.has("properties") && !schema.has("additionalProperties");
      assertTrue(
          free || !property.isMissingNode(), where + "." + member.getKey() + " is not described");
      if (!property.isMissingNode()) {
        check(where + "." + member.getKey(), member.getValue(), property);
      }
    }
  }

  private static void string(String where, JsonNode value, JsonNode schema) {
    assertTrue(value.isString(), where);
    String text = value.asString();
    switch (schema.path("format").asString("")) {
      case "uuid" -> UUID.fromString(text);
      case "date-time" -> Instant.parse(text);
      default -> {}
    }
    if (schema.has("enum")) {
      assertTrue(
          schema.get("enum").valueStream().anyMatch(each -> each.asString().equals(text)), where);
    }
  }
}
