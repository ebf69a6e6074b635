package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Schedules;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in a task, or in a request, is shown as text or refused. */
class HostileInputTest {
  private static final String EVIL = Seed.HOSTILE;

  /** Attributes that run or style something, which the policy would stop too. */
  private static final Pattern INLINE =
      Pattern.compile("<(script|style)(?![^>]*src=)|<[^>]+\\s(on\\w+|style)=");

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  private static void assertInert(String page) {
    assertFalse(page.contains("<img"), page);
    assertFalse(page.contains("<script>"), page);
    assertFalse(page.contains("\u202E"), "text must not run backwards");
    String withoutValues = page.replaceAll("\"[^\"]*\"", "\"\"");
    assertFalse(INLINE.matcher(withoutValues).find(), page);
  }

  @Test
  void what_is_no_id_is_refused_and_not_logged() {
    String log =
        logged(
            () ->
                assertEquals(
                    400, site.post("/tasks/%0d%0aINFO%20forged%1b[2J/requeue", "").status()));

    assertFalse(log.contains("forged"), log);
  }

  @Test
  void a_name_in_the_log_of_changes_is_one_line() {
    Viewer forged = new Viewer("a\r\nINFO forged\u001b[2J", true);
    try (Site theirs = new Site(builder -> builder.authenticator(request -> Optional.of(forged)))) {
      String log = logged(() -> theirs.post("/queues/pause", "queue=mail"));

      assertTrue(log.contains("by 'a\\r\\nINFO forged\\u001b[2J'"), log);
      assertFalse(log.contains("\u001b"), log);
    }
  }

  @Test
  void a_schedule_that_cannot_be_read_is_shown_as_text_beside_the_others() {
    Schedules schedules = Schedules.of(site.queue);
    TaskType<String, Void> type = TaskType.of("report", String.class);
    schedules.add("hourly", Schedule.fixedRate(Duration.ofHours(1)), type, "");
    ScheduleRecord evil =
        new ScheduleRecord("a\n" + EVIL, 0, Optional.of(Instant.EPOCH), "{\"v\":1}");
    assertEquals(List.of(true), site.queue.backend().schedules().put(List.of(evil)));

    String page = site.page("/schedules");

    assertInert(page);
    assertTrue(page.contains("hourly"), page);
    assertTrue(page.contains("UNREADABLE"), page);
  }

  private static String logged(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void markup_in_a_task_is_text_on_every_page() {
    TaskType<Object, Object> type = TaskType.of("greet", Object.class, Object.class);
    TaskOptions options =
        TaskOptions.defaults().header("x", EVIL).unique(UniqueKey.whileLive("k" + EVIL));
    site.queue.enqueue(type, Map.of(EVIL, EVIL), options);
    Claim claim = site.claim(EVIL);
    Renewal renewal = new Renewal(claim, Optional.of(new TaskProgress(1, 3, EVIL)));
    site.queue.backend().renew(List.of(renewal), Duration.ofHours(1));

    assertInert(site.page("/workers"));
    assertInert(site.page("/tasks"));
    assertInert(site.page("/tasks/" + claim.id()));

    TaskError error = new TaskError(TaskError.Reason.EXECUTION, EVIL, EVIL, EVIL, 1, Instant.EPOCH);
    site.queue.backend().settle(List.of(Settlement.of(claim, new Outcome.Failure(error))));
    for (String path : List.of("/", "/dead", "/tasks", "/tasks/" + claim.id())) {
      String page = site.page(path);
      assertInert(page);
    }
    assertTrue(site.page("/dead").contains("&lt;script&gt;"));
  }

  @Test
  void bytes_that_are_no_text_are_shown_in_hexadecimal() {
    byte[] bytes = {0, (byte) 0xFF, '<', 's'};

    assertEquals("00 ff 3c 73", PayloadText.of(Payload.of(bytes, "application/x-thing"), 100));
    assertEquals("{broken", PayloadText.of(Payload.json("{broken"), 100));
  }

  @Test
  void a_page_of_html_in_a_payload_is_saved_and_never_shown_by_the_browser() {
    TaskId id = site.ended("greet", success("text/html", "<script>alert(1)</script>"));

    DashboardResponse file = site.get("/tasks/" + id + "/result");

    assertEquals("application/octet-stream", file.headers().get("Content-Type"));
    assertTrue(file.headers().get("Content-Disposition").startsWith("attachment"));
    assertInert(site.page("/tasks/" + id));
  }

  private static Outcome success(String type, String text) {
    return new Outcome.Success(Optional.of(Payload.of(AdmittedRequest.bytes(text), type)));
  }

  @Test
  void a_payload_of_a_megabyte_makes_a_page_of_kilobytes() {
    TaskId deep = site.ended("deep", success(Payload.JSON, "[".repeat(10_000)));
    TaskId id = site.enqueue("big", "x".repeat(1_000_000), TaskOptions.defaults());

    assertTrue(site.page("/tasks/" + id).length() < 40_000);
    assertTrue(site.page("/tasks/" + id).contains("save it to see all"));
    assertTrue(site.page("/tasks/" + deep).length() < 40_000);
    assertEquals(200, site.get("/tasks/" + deep).status());
    assertEquals(1_000_002, site.get("/tasks/" + id + "/payload").body().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../",
        "//",
        "//evil.example/",
        "/tasks/",
        "/tasks//",
        "/tasks/..",
        "/tasks/%2e%2e",
        "/tasks/..%2f..%2fetc%2fpasswd",
        "/assets/",
        "/assets/../dashboard.css",
        "/assets/%2e%2e/dashboard.css",
        "/assets/..%2fdashboard.css",
        "/assets/openapi.json",
        "/assets/Dashboard.class",
        "/assets/dashboard.css%00.html",
        "/assets/dashboard.css/",
        "/TASKS",
        "/api",
        "/api/",
        "/api/tasks/none",
        "/tasks/1-1-1-1-x",
        "/tasks/%zz",
        "/tasks/%",
        "/tasks/%c0%ae%c0%ae",
        "/%0d%0aSet-Cookie:x=y",
        "/<script>alert(1)</script>"
      })
  void a_tricky_path_leads_nowhere(String path) {
    DashboardResponse response = site.get(path);

    assertTrue(response.status() == 404 || response.status() == 400, path + response.status());
    assertInert(response.body().text());
    response
        .headers()
        .forEach((name, value) -> assertFalse(value.contains("\n") || value.contains("\r"), name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/tasks?limit=0",
        "/api/tasks?limit=-1",
        "/api/tasks?limit=501",
        "/api/tasks?limit=99999999999999999999",
        "/api/tasks?limit=1e3",
        "/api/tasks?limit=1&limit=2",
        "/tasks?status=ALL",
        "/tasks?status=FAILURE'--",
        "/tasks?queue=' OR 1=1 --",
        "/tasks?queue=%00",
        "/tasks?name=<script>",
        "/tasks?before=1",
        "/tasks?before=999999999999",
        "/tasks?page=%",
        "/tasks?did=removed&count=-5"
      })
  void a_parameter_that_is_wrong_is_refused_with_a_reason(String path) {
    DashboardResponse response = site.get(path);

    assertEquals(400, response.status(), path);
    assertInert(response.body().text());
  }

  @Test
  void a_page_after_a_task_that_is_gone_is_empty() {
    site.enqueue("greet");

    assertTrue(site.page("/tasks?before=" + TaskId.next()).contains("class=\"empty\""));
  }

  @Test
  void words_of_a_link_of_somebody_else_do_not_come_onto_the_page() {
    String page = site.page("/tasks?did=Call+0900+for+help&count=3");

    assertFalse(page.contains("0900"), page);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"queue\":{}}", "{\"queue\":null}"})
  void a_body_that_is_not_as_described_is_refused(String json) {
    assertEquals(400, site.change("/api/queues/pause", json).status(), json);
  }

  @Test
  void deep_json_is_refused() {
    assertEquals(
        400, site.change("/api/queues/pause", "{\"queue\":" + "[".repeat(50_000)).status());
  }

  @Test
  void an_unknown_method_is_refused() {
    assertEquals(405, site.send("DELETE", "/tasks", Map.of(), "").status());
    assertEquals(404, site.send("BREW", "/coffee", Map.of(), "").status());
    assertEquals(200, site.send("HEAD", "/tasks", Map.of(), "").status());
  }
}
