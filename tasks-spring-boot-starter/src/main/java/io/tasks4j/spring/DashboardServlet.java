package io.tasks4j.spring;

import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.dashboard.DashboardRequest;
import io.tasks4j.dashboard.DashboardResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hands requests of a servlet container to the dashboard. Thread-safe. */
final class DashboardServlet extends HttpServlet {
  private static final int MOST_BODY_BYTES = 256 * 1024;

  private final transient Dashboard dashboard;
  private final String path;

  DashboardServlet(Dashboard dashboard, String path) {
    this.dashboard = dashboard;
    this.path = path;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String base = request.getContextPath() + path;
    String uri = request.getRequestURI();
    if (!uri.equals(base) && !uri.startsWith(base + "/")) {
      // Written another way, such as with an encoded letter: not what its links say.
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    String query = request.getQueryString();
    send(
        dashboard.handle(
            new DashboardRequest(
                request.getMethod(),
                base,
                uri.equals(base) ? "/" : uri.substring(base.length()),
                query == null ? "" : query,
                request.isSecure(),
                headers(request),
                new String(body, StandardCharsets.UTF_8))),
        request.getMethod(),
        response);
  }

  private static void send(DashboardResponse answer, String method, HttpServletResponse response)
      throws IOException {
    byte[] body = answer.body().bytes();
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    if (!method.equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return headers;
  }
}
