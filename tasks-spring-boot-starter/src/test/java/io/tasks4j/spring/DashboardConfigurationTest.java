package io.tasks4j.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.dashboard.Authenticator;
import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.dashboard.DashboardRequest;
import io.tasks4j.dashboard.DashboardResponse;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.spring.Greetings.Greeting;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Where the dashboard is, and who may look. */
class DashboardConfigurationTest {
  private static final AutoConfigurations STARTER =
      AutoConfigurations.of(TasksAutoConfiguration.class);

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(STARTER)
          .withPropertyValues("tasks4j.address=memory:", "tasks4j.dashboard.path=/admin/tasks");

  @Test
  void there_is_none_without_a_path_or_a_servlet_container() {
    new WebApplicationContextRunner()
        .withConfiguration(STARTER)
        .withPropertyValues("tasks4j.address=memory:")
        .run(context -> assertFalse(context.containsBean("tasks4jDashboard")));
    new ApplicationContextRunner()
        .withConfiguration(STARTER)
        .withPropertyValues("tasks4j.address=memory:", "tasks4j.dashboard.path=/admin/tasks")
        .run(context -> assertFalse(context.containsBean("tasks4jDashboard")));
  }

  @Test
  void it_is_never_open_to_anybody_unasked() {
    runner.run(
        context -> assertRefused(context.getStartupFailure(), "not who may look: set tasks4j."));
  }

  @Test
  void a_path_that_is_none_is_refused() {
    for (String path : List.of("admin", "/admin/", "//admin")) {
      runner
          .withPropertyValues(
              "tasks4j.dashboard.password=correct horse", "tasks4j.dashboard.path=" + path)
          .run(context -> assertRefused(context.getStartupFailure(), "must be like /admin/tasks"));
    }
  }

  @Test
  void who_signs_in_looks_and_changes_nothing_by_default() {
    runner
        .withPropertyValues("tasks4j.dashboard.password=correct horse")
        .run(
            context -> {
              Dashboard dashboard = context.getBean(Dashboard.class);

              assertEquals(401, get(dashboard, "/", "tasks:wrong horse").status());
              assertTrue(
                  text(get(dashboard, "/api/session", "tasks:correct horse"))
                      .contains("\"mayWrite\":false"));
            });
  }

  @Test
  void its_properties_reach_it() {
    runner
        .withPropertyValues(
            "tasks4j.worker.enabled=false",
            "tasks4j.dashboard.title=Shop work",
            "tasks4j.dashboard.username=ops",
            "tasks4j.dashboard.password=correct horse",
            "tasks4j.dashboard.writable=true",
            "tasks4j.dashboard.show-payloads=false")
        .run(
            context -> {
              Dashboard dashboard = context.getBean(Dashboard.class);
              TaskId task =
                  context
                      .getBean(TaskQueue.class)
                      .enqueue(Greetings.TYPE, new Greeting("Lovelace"))
                      .id();

              String page = text(get(dashboard, "/tasks/" + task, "ops:correct horse"));
              String session = text(get(dashboard, "/api/session", "ops:correct horse"));

              assertTrue(page.contains("Shop work"), page);
              assertTrue(page.contains(task.toString()), page);
              assertFalse(page.contains("Lovelace"), page);
              assertTrue(session.contains("\"mayWrite\":true"), session);
            });
  }

  @Test
  void an_authenticator_of_the_application_comes_first() {
    runner
        .withBean(Authenticator.class, () -> Authenticator.anybody(false))
        .run(context -> assertEquals(200, get(context.getBean(Dashboard.class), "/", "").status()));
  }

  private static DashboardResponse get(Dashboard dashboard, String path, String credentials) {
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    return dashboard.handle(
        new DashboardRequest(
            "GET",
            "/admin/tasks",
            path,
            "",
            false,
            Map.of("Authorization", List.of(basic), "Host", List.of("localhost")),
            ""));
  }

  private static String text(DashboardResponse response) {
    return new String(response.body().bytes(), StandardCharsets.UTF_8);
  }

  private static void assertRefused(Throwable failure, String message) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertTrue(cause.getMessage().contains(message), cause.toString());
  }
}
