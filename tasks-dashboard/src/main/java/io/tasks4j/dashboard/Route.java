package io.tasks4j.dashboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of request. A {@code POST} changes something, a {@code GET} does not.
 *
 * @param method {@code GET} or {@code POST}
 * @param pattern a path, with parts in braces that stand for any segment
 * @param answer what it does
 */
record Route(String method, String pattern, Function<AdmittedRequest, DashboardResponse> answer) {
  static Route get(String pattern, Function<AdmittedRequest, DashboardResponse> answer) {
    return new Route("GET", pattern, answer);
  }

  static Route post(String pattern, Function<AdmittedRequest, DashboardResponse> answer) {
    return new Route("POST", pattern, answer);
  }

  /** The variables of a path that fits; empty when it does not. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> parts = segments(pattern);
    if (parts.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** The segments of a path, not decoded. */
  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
