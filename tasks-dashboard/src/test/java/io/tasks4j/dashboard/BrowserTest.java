package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in Chromium, over {@code tasks4j.browser.count} tasks (3,000): what they look like is
 * left as PNG files in {@code target/screenshots}. Skipped, loudly, where there is no Chromium;
 * with {@code TASKS_TEST_BROWSER=required} that fails.
 */
class BrowserTest {
  private static final int COUNT = Integer.getInteger("tasks4j.browser.count", 3_000);
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @TempDir private static Path folder;
  private static TaskQueue queue;
  private static DashboardServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    boolean there = Browser.program().isPresent();
    if (!there) {
      System.err.println(
          "\n*** NO CHROMIUM: the dashboard's pages were NOT tested in a browser."
              + " Install chromium (Debian: apt-get install chromium). ***\n");
    }
    assumeTrue(
        there || "required".equals(System.getenv("TASKS_TEST_BROWSER")), "there is no chromium");
    Path file = folder.resolve("tasks.db");
    DemoStore.make(file, COUNT);
    queue = TaskQueue.open("sqlite:" + file);
    Dashboard dashboard =
        Dashboard.builder(queue).authenticator(Authenticator.anybody(true)).build();
    server = DashboardServer.start(dashboard, 0);
    browser = Browser.start(folder.resolve("chromium"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      server.close();
      queue.close();
    }
  }

  @AfterEach
  void nothing_was_refused_or_threw() {
    assertEquals(List.of(), browser.complaints());
  }

  private static URI page(String path) {
    return server.uri().resolve(path);
  }

  private static TaskMetadata one(TaskQuery query) {
    return queue.admin().list(query.limit(1)).get(0);
  }

  @Test
  void every_page_fits_in_light_dark_and_on_a_phone() throws Exception {
    TaskMetadata part = one(TaskQuery.of(TaskStatus.RUNNING).queue("media"));
    TaskMetadata dead = one(TaskQuery.deadLetters().queue("mail"));
    Map<String, String> pages =
        Map.of(
            "overview", "/",
            "queues", "/queues",
            "tasks", "/tasks",
            "task", "/tasks/" + part.id(),
            "dead-task", "/tasks/" + dead.id(),
            "dead", "/dead",
            "schedules", "/schedules",
            "workers", "/workers",
            "not-found", "/tasks/" + TaskId.next());
    for (Map.Entry<String, String> each : pages.entrySet()) {
      for (String look : List.of("light", "dark", "phone")) {
        boolean phone = look.equals("phone");
        browser.look(phone ? 390 : 1_200, phone ? 844 : 900, look.equals("dark"));
        browser.open(page(each.getValue()));
        browser.screenshot(SCREENSHOTS.resolve(each.getKey() + "-" + look + ".png"));

        assertEquals(
            "true",
            browser.eval(
                "String(document.documentElement.scrollWidth <="
                    + " document.documentElement.clientWidth)"),
            each.getKey() + " is wider than the window, " + look);
        assertEquals("1", browser.eval("String(document.querySelectorAll('h1').length)"));
      }
    }
    browser.complaints().removeIf(text -> text.contains("404"));
  }

  @Test
  void a_page_shows_what_has_changed_without_being_loaded_again() {
    browser.look(1_200, 900, false);
    browser.open(page("/queues"));
    browser.eval("window.before = true");

    queue.admin().pause("images", true);

    browser.await("document.body.innerText.split('PAUSED').length === 3");
    assertEquals("true", browser.eval("String(window.before)"));
    queue.admin().pause("images", false);
  }

  @Test
  void keys_move_open_and_go_to_pages() {
    browser.look(1_200, 900, false);
    browser.open(page("/tasks"));

    browser.key("j");
    browser.key("j");
    browser.await("document.querySelectorAll('tbody tr')[1].classList.contains('at')");
    String expected = browser.eval("document.querySelector('tr.at a').href");
    browser.key("Enter");
    browser.await("location.href === '" + expected + "'");

    browser.key("g");
    browser.key("d");
    browser.await("location.pathname === '/dead'");
    browser.key("?");
    browser.await("document.querySelector('dialog').open");
  }

  @Test
  void selected_dead_letters_are_requeued_by_clicks() {
    browser.look(1_200, 900, false);
    TaskMetadata dead = one(TaskQuery.deadLetters().queue("mail"));
    browser.open(page("/dead?queue=mail"));

    browser.eval("document.querySelector('td.select input').click()");
    browser.eval("document.querySelector('#selection button').click()");

    browser.await("document.body.innerText.includes('Requeued 1 task.')");
    assertEquals(TaskStatus.PENDING, queue.admin().find(dead.id()).orElseThrow().status());
  }

  @Test
  void a_form_of_another_origin_changes_nothing() {
    // The same server under another name is another origin.
    URI other = URI.create("http://localhost:" + server.uri().getPort() + "/");
    browser.look(1_200, 900, false);
    browser.open(page("/queues"));
    browser.open(other);
    browser.eval(
        "const f = document.createElement('form'); f.method = 'post'; f.action = '"
            + page("/queues/pause")
            + "'; f.innerHTML = '<input name=queue value=default>'; document.body.append(f);"
            + " f.submit(); 'sent'");

    browser.await("document.readyState === 'complete'");
    assertTrue(!queue.admin().stats().get("default").paused());
    // The page's own policy has refused to send it, which is what is meant here.
    browser.complaints().removeIf(text -> text.contains("form-action") || text.contains("403"));
  }

  @Test
  void markup_in_a_task_stays_text() {
    browser.look(1_200, 900, false);
    TaskMetadata evil =
        queue.admin().list(TaskQuery.deadLetters().limit(1_000)).stream()
            .filter(t -> t.error().orElseThrow().message().contains("<script>"))
            .findFirst()
            .orElseThrow();

    browser.open(page("/tasks/" + evil.id()));

    assertEquals("0", browser.eval("String(document.querySelectorAll('img').length)"));
    assertEquals("1", browser.eval("String(document.scripts.length)"));
    assertTrue(browser.eval("document.querySelector('.message').textContent").contains("<img"));
  }
}
