package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Names;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query or a form, or the members of a JSON object, by name. Immutable. */
record RequestParameters(Map<String, List<String>> values) {
  static final RequestParameters NONE = new RequestParameters(Map.of());

  RequestParameters {
    values = Map.copyOf(values);
  }

  /** Reads {@code application/x-www-form-urlencoded}. */
  static RequestParameters parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
    return new RequestParameters(values);
  }

  /** Decodes a segment of a path, where a plus is a plus. */
  static String decodeSegment(String segment) {
    return decode(segment.replace("+", "%2B"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The value, if there is one; an empty one, as an unfilled field sends it, counts as none. */
  Optional<String> one(String name) {
    List<String> found = all(name);
    if (found.size() > 1) {
      throw RefusedRequest.badRequest(
          name + " may be given once, but is given " + found.size() + " times");
    }
    return found.stream().filter(value -> !value.isBlank()).findFirst().map(String::strip);
  }

  String required(String name) {
    return one(name).orElseThrow(() -> RefusedRequest.badRequest(name + " is missing"));
  }

  /** A name of a queue, a task or a schedule. */
  Optional<String> name(String name) {
    return one(name).map(value -> checked(name, value));
  }

  Optional<TaskId> id(String name) {
    return one(name).map(RequestParameters::parseId);
  }

  /** A number within bounds. */
  int number(String name, int least, int most, int otherwise) {
    return one(name)
        .map(
            text -> {
              int value;
              try {
                value = Integer.parseInt(text);
              } catch (NumberFormatException e) {
                value = least - 1;
              }
              if (value < least || value > most) {
                throw RefusedRequest.badRequest(
                    name + " must be from " + least + " to " + most + ", but is '" + text + "'");
              }
              return value;
            })
        .orElse(otherwise);
  }

  static TaskId parseId(String text) {
    try {
      return TaskId.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static String checked(String what, String value) {
    try {
      Names.check(what, value);
      return value;
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest("a percent sign must be followed by two hexadecimal digits");
    }
  }
}
