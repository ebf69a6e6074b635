package io.tasks4j.dashboard;

import io.tasks4j.message.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The files of the pages, from the jar: these by name, and no other. */
final class PageAssets {
  static final String STYLE = "/assets/dashboard.css";
  static final String SCRIPT = "/assets/dashboard.js";
  static final String ICON = "/assets/icon.svg";
  static final String OPENAPI = "/api/openapi.json";

  /** Content types by path. */
  private static final Map<String, String> TYPES =
      Map.of(
          STYLE, "text/css; charset=utf-8",
          SCRIPT, "text/javascript; charset=utf-8",
          ICON, "image/svg+xml",
          OPENAPI, Payload.JSON);

  List<Route> routes() {
    return TYPES.keySet().stream().map(path -> Route.get(path, serve(path))).toList();
  }

  private static java.util.function.Function<AdmittedRequest, DashboardResponse> serve(
      String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String type = TYPES.getOrDefault(path, "");
    byte[] bytes = read(name);
    // Short: a new version of the application has new files under the same names.
    return call ->
        DashboardResponse.of(200, Payload.of(bytes, type))
            .header("Cache-Control", "private, max-age=300");
  }

  private static byte[] read(String name) {
    try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's " + name + " cannot be read", e);
    }
  }
}
