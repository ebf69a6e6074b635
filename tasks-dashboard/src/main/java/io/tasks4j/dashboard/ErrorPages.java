package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.message.Payload;
import java.util.Map;

/** Answers to what is not served: a page, or JSON for the API. */
final class ErrorPages {
  private static final int LONGEST = 300;

  private final PageLayout layout;

  ErrorPages(PageLayout layout) {
    this.layout = layout;
  }

  DashboardResponse page(DashboardRequest request, RefusedRequest refusal) {
    DashboardResponse response =
        page(request, refusal.status(), String.valueOf(refusal.getMessage()));
    return refusal.status() == 405 ? response.header("Allow", "GET, HEAD, POST") : response;
  }

  DashboardResponse page(DashboardRequest request, int status, String message) {
    String text = DisplayTexts.brief(DisplayTexts.printable(message), LONGEST);
    if (request.path().startsWith("/api/")) {
      return DashboardResponse.of(status, ApiJson.write(Map.of("error", text)));
    }
    String html =
        layout.bare(
            request.base(),
            heading(status),
            h ->
                h.leaf("p", text)
                    .tag("p")
                    .leaf("a", "Go to the overview", "href", request.base() + "/")
                    .end());
    return DashboardResponse.of(
        status, Payload.of(AdmittedRequest.bytes(html), "text/html; charset=utf-8"));
  }

  private static String heading(int status) {
    return switch (status) {
      case 400, 413, 415 -> "That cannot be understood";
      case 401, 403 -> "Not allowed";
      case 404 -> "Not found";
      case 503 -> "The store is away";
      default -> "That did not work";
    };
  }
}
