package io.tasks4j.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the bodies of changes: forms of pages, and flat JSON objects of the API. */
final class RequestBodies {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RequestBodies() {}

  static RequestParameters read(DashboardRequest request) {
    boolean api = request.path().startsWith("/api/");
    String type =
        request
            .header("Content-Type")
            .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .orElse("");
    String expected = api ? "application/json" : "application/x-www-form-urlencoded";
    // What a form of another site can send is never taken for JSON.
    if (!type.equals(expected)) {
      throw new RefusedRequest(415, "Content-Type must be " + expected + ", but is '" + type + "'");
    }
    return api ? json(request.body()) : RequestParameters.parse(request.body());
  }

  private static RequestParameters json(String body) {
    JsonNode root;
    try {
      root = JSON.readTree(body.isBlank() ? "{}" : body);
    } catch (JacksonException e) {
      throw RefusedRequest.badRequest("the body is no JSON");
    }
    if (!root.isObject()) {
      throw RefusedRequest.badRequest("the body must be a JSON object");
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    root.forEachEntry(
        (name, value) -> {
          List<String> texts = new ArrayList<>();
          if (value.isArray()) {
            value.forEach(each -> texts.add(scalar(name, each)));
          } else {
            texts.add(scalar(name, value));
          }
          values.put(name, texts);
        });
    return new RequestParameters(values);
  }

  private static String scalar(String name, JsonNode value) {
    if (value.isContainer() || value.isNull()) {
      throw RefusedRequest.badRequest(
          name + " must be text, a number, true or false, or a list of text");
    }
    return value.asString();
  }
}
