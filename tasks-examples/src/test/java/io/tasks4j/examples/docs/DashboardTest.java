package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.dashboard.Authenticator;
import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.dashboard.DashboardRequest;
import io.tasks4j.dashboard.DashboardResponse;
import io.tasks4j.dashboard.DashboardServer;
import io.tasks4j.queue.TaskQueue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/dashboard.md}. */
class DashboardTest {
  @Test
  void a_dashboard_is_served_and_mounted() {
    String password = "correct horse";
    int port = 0;
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: dashboard
      Dashboard dashboard =
          Dashboard.builder(queue)
              .title("Shop tasks")
              .authenticator(Authenticator.password("ops", password, true))
              .build();
      DashboardServer server = DashboardServer.start(dashboard, port);
      // end
      server.close();

      String pair = "ops:" + password;
      String given = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      Map<String, List<String>> headers = Map.of("Authorization", List.of("Basic " + given));
      DashboardResponse response = mounted(dashboard, "GET", "/", "", false, headers, "");

      assertEquals(200, response.status());
      assertTrue(response.body().text().contains("/admin/tasks/queues"));
    }
  }

  private static DashboardResponse mounted(
      Dashboard dashboard,
      String method,
      String pathAfterMount,
      String query,
      boolean secure,
      Map<String, List<String>> headers,
      String body) {
    // snippet: dashboard-mount
    DashboardRequest request =
        new DashboardRequest(method, "/admin/tasks", pathAfterMount, query, secure, headers, body);
    DashboardResponse response = dashboard.handle(request);
    // end
    return response;
  }
}
