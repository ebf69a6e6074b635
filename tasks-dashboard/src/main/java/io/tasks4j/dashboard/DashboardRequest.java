package io.tasks4j.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One HTTP request, as the server that the dashboard is mounted in hands it over. Immutable.
 *
 * @param method such as {@code GET}, in capitals
 * @param base the path under which the dashboard is mounted, such as {@code /admin/tasks}; empty
 *     for the root. Links begin with it
 * @param path what comes after {@code base}, not decoded; begins with a slash
 * @param query what comes after the question mark, not decoded; empty when there is none
 * @param secure whether the browser came by HTTPS
 * @param headers by name, in any case
 * @param body as UTF-8; the server bounds how much it reads
 */
public record DashboardRequest(
    String method,
    String base,
    String path,
    String query,
    boolean secure,
    Map<String, List<String>> headers,
    String body) {
  public DashboardRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(body, "body");
    if (!base.isEmpty() && (!base.startsWith("/") || base.startsWith("//") || base.endsWith("/"))) {
      throw new IllegalArgumentException(
          "base must be empty, or like /admin/tasks, but is '" + base + "'");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with a slash, but is '" + path + "'");
    }
    Map<String, List<String>> byName = new TreeMap<>();
    headers.forEach(
        (name, values) -> byName.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(byName);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** The value of a cookie; empty when it is not there, or there twice. */
  public Optional<String> cookie(String name) {
    List<String> found =
        headers.getOrDefault("cookie", List.of()).stream()
            .flatMap(header -> List.of(header.split(";")).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
