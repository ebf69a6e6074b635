package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskPage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked for is so far back that a page ends before it is met. */
class FarAwayTest {
  private static final TaskPage NOTHING_YET = new TaskPage(List.of(), Optional.of(TaskId.next()));

  @Test
  void dead_letters_that_are_not_met_yet_are_not_said_to_be_none() {
    String page = page("/dead");

    assertFalse(page.contains("No dead letters here"));
    assertTrue(page.contains("None among the newest tasks."));
    assertTrue(page.contains("Requeue all…"), "all can be requeued nevertheless");
    assertTrue(page.contains("Older ›"));
  }

  @Test
  void tasks_that_are_not_met_yet_are_not_said_to_be_none() {
    String page = page("/tasks?status=FAILURE");

    assertFalse(page.contains("No tasks here"));
    assertTrue(page.contains("None among the newest tasks."));
    assertTrue(page.contains("Older ›"));
  }

  private static String page(String path) {
    try (TaskQueue queue = TaskQueue.over(new Far())) {
      Dashboard dashboard =
          Dashboard.builder(queue).authenticator(Authenticator.anybody(true)).build();
      DashboardResponse response = dashboard.handle(Site.request("", "GET", path, Map.of(), ""));
      assertEquals(200, response.status(), path);
      return response.body().text();
    }
  }

  private static final class Far extends ForwardingBackend {
    Far() {
      super(new MemoryBackend());
    }

    @Override
    public TaskAdmin admin() {
      TaskAdmin real = super.admin();
      return (TaskAdmin)
          Proxy.newProxyInstance(
              TaskAdmin.class.getClassLoader(),
              new Class<?>[] {TaskAdmin.class},
              (proxy, method, args) ->
                  method.getName().equals("page") ? NOTHING_YET : method.invoke(real, args));
    }
  }
}
