package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Outcome;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.message.Payload;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Schedules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private static final Outcome DIED =
      new Outcome.Failure(
          TaskError.of(
              TaskError.Reason.MAX_RETRIES, new IOException("disk full"), 4, Instant.EPOCH));

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/queues", "/tasks", "/dead", "/schedules", "/workers"})
  void an_empty_store_has_pages_that_say_so(String path) {
    String page = site.page(path);

    assertTrue(page.contains("class=\"empty\""), page);
    assertTrue(page.startsWith("<!doctype html>"), page);
  }

  @Test
  void the_overview_counts_what_there_is() {
    site.enqueue("greet");
    site.queue.backend().settle(List.of());
    site.ended("greet", new Outcome.Success(Optional.empty()));
    site.ended("greet", DIED);

    String page = site.page("/");

    assertTrue(page.contains("1 finished"), page);
    assertTrue(page.contains("1 dead letters"), page);
    assertTrue(page.contains("disk full"), page);
    assertTrue(page.contains("<svg"), page);
  }

  @Test
  void a_store_that_looks_at_no_throughput_has_an_overview_without_a_chart() {
    assertEquals(4, MinuteChart.niceTop(0));
    assertEquals(30, MinuteChart.niceTop(26));
    assertEquals(1_000, MinuteChart.niceTop(1_000));
    assertEquals(2_000, MinuteChart.niceTop(1_001));
  }

  @Test
  void tasks_are_listed_by_pages_each_of_them_once() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      expected.add(0, site.enqueue("greet").toString());
    }

    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.of("/tasks");
    while (next.isPresent()) {
      String page = site.page(next.get());
      Matcher ids = Pattern.compile("<code title=\"([^\"]*)\"").matcher(page);
      while (ids.find()) {
        seen.add(ids.group(1));
      }
      Matcher older = Pattern.compile("href=\"([^\"]*)\" data-key=\"n\"").matcher(page);
      next = older.find() ? Optional.of(older.group(1)) : Optional.empty();
    }

    assertEquals(expected, seen);
  }

  @Test
  void a_search_finds_by_status_queue_name_and_id() {
    TaskId mail = site.enqueue("mail.send", "x", TaskOptions.defaults().queue("mail"));
    TaskId dead = site.ended("greet", DIED);

    assertListed("/tasks?queue=mail", mail, dead);
    assertListed("/tasks?name=greet", dead, mail);
    assertListed("/tasks?status=FAILURE&queue=&name=", dead, mail);
    DashboardResponse byId = site.get("/tasks?name=" + mail);
    assertEquals(303, byId.status());
    assertEquals("/tasks/" + mail, byId.headers().get("Location"));
  }

  private void assertListed(String path, TaskId there, TaskId notThere) {
    String page = site.page(path);
    assertTrue(page.contains(there.toString()), page);
    assertFalse(page.contains(notThere.toString()), page);
  }

  @Test
  void a_task_has_a_page_with_all_that_is_known_of_it() {
    TaskId id =
        site.enqueue(
            "greet",
            "hello world",
            TaskOptions.defaults()
                .priority(7)
                .header("tenant", "acme")
                .timeout(Duration.ofMinutes(2)));
    site.queue
        .backend()
        .settle(List.of(io.tasks4j.backend.Settlement.of(site.claim("worker-7"), DIED)));

    String page = site.page("/tasks/" + id);

    for (String part :
        List.of(
            "greet",
            "FAILURE",
            "priority 7",
            "worker-7",
            "hello world",
            "Header tenant",
            "acme",
            "2m",
            "java.io.IOException",
            "disk full",
            "at io.tasks4j.dashboard.PagesTest",
            "ended FAILURE",
            "Requeue")) {
      assertTrue(page.contains(part), () -> part + " is missing: " + page);
    }
  }

  @Test
  void a_result_is_shown_and_saved_as_a_file() {
    TaskId id = site.ended("greet", new Outcome.Success(Optional.of(Payload.json("{\"a\":[1]}"))));

    assertTrue(site.page("/tasks/" + id).contains("Result"));
    DashboardResponse file = site.get("/tasks/" + id + "/result");
    assertEquals("{\"a\":[1]}", file.body().text());
    assertEquals("attachment; filename=\"result.json\"", file.headers().get("Content-Disposition"));
    assertEquals("\"hello\"", site.get("/tasks/" + id + "/payload").body().text());
    assertEquals(404, site.get("/tasks/" + TaskId.next() + "/result").status());
  }

  @Test
  void payloads_are_hidden_when_they_are_to_be() {
    try (Site hiding = new Site(builder -> builder.showPayloads(false))) {
      TaskId id = hiding.enqueue("greet", "secret words", TaskOptions.defaults());

      assertFalse(hiding.page("/tasks/" + id).contains("secret words"));
      assertEquals(403, hiding.get("/tasks/" + id + "/payload").status());
      assertEquals(403, hiding.get("/api/tasks/" + id + "/payload").status());
    }
  }

  @Test
  void a_chain_is_drawn_with_its_steps() {
    TaskType<String, String> step = TaskType.of("step", String.class, String.class);
    TaskId last =
        site.queue
            .enqueue(TaskChain.startWith(step, "a").then(TaskType.of("next", String.class)))
            .id();

    String page = site.page("/tasks/" + last);

    assertTrue(page.contains("Part of a chain"), page);
    assertEquals(2, page.split("class=\"node ", -1).length - 1, page);
    assertEquals(1, page.split("class=\"edge\"", -1).length - 1, page);
    assertEquals(2, site.json("/api/tasks/" + last + "/graph").get("nodes").size());
  }

  @Test
  void a_task_is_requeued_cancelled_and_removed() {
    TaskId dead = site.ended("greet", DIED);

    DashboardResponse requeued = site.post("/tasks/" + dead + "/requeue", "");
    assertEquals(303, requeued.status());
    assertEquals(TaskStatus.PENDING, status(dead));
    assertTrue(site.page(requeued.headers().get("Location")).contains("Requeued 1 task."));

    site.post("/tasks/" + dead + "/cancel", "");
    assertEquals(TaskStatus.CANCELLED, status(dead));

    DashboardResponse removed = site.post("/tasks/" + dead + "/purge", "");
    assertTrue(site.page(removed.headers().get("Location")).contains("Removed 1 task."));
    assertEquals(404, site.get("/tasks/" + dead).status());
  }

  private TaskStatus status(TaskId id) {
    return site.queue.admin().find(id).orElseThrow().status();
  }

  @Test
  void dead_letters_are_requeued_one_by_one_or_all_of_a_name() {
    TaskId first = site.ended("greet", DIED);
    TaskId second = site.ended("greet", DIED);
    TaskId other = site.ended("other", DIED);

    site.post("/dead/requeue", "id=" + first);
    assertEquals(TaskStatus.PENDING, status(first));
    assertEquals(TaskStatus.FAILURE, status(second));

    DashboardResponse all = site.post("/dead/requeue-all", "name=greet");
    assertEquals("/dead?did=requeued&count=1&name=greet", all.headers().get("Location"));
    assertEquals(TaskStatus.PENDING, status(second));
    assertEquals(TaskStatus.FAILURE, status(other));

    site.post("/dead/purge", "id=" + other + "&id=" + first);
    assertTrue(site.queue.admin().find(other).isEmpty());
  }

  @Test
  void a_thousand_dead_letters_go_back_at_once() {
    for (int i = 0; i < 1_200; i++) {
      site.ended("greet", DIED);
    }

    BulkChanges.Done done =
        BulkChanges.requeue(site.queue.admin(), io.tasks4j.result.TaskQuery.deadLetters(), 1_100);
    assertEquals(new BulkChanges.Done(1_100, 0, true), done);
    assertEquals(
        "/dead?did=requeued&count=100",
        site.post("/dead/requeue-all", "").headers().get("Location"));
  }

  @Test
  void a_queue_is_paused_and_resumed() {
    site.post("/queues/pause", "queue=mail");
    assertTrue(site.queue.admin().stats().get("mail").paused());
    assertTrue(site.page("/queues").contains("PAUSED"));

    site.post("/queues/resume", "queue=mail");
    assertFalse(site.queue.admin().stats().containsKey("mail"));
  }

  @Test
  void a_schedule_is_shown_paused_resumed_and_triggered() {
    Schedules schedules = Schedules.of(site.queue);
    schedules.add(
        "often",
        Schedule.fixedRate(Duration.ofMinutes(5)),
        TaskType.of("report", String.class),
        "x");

    String page = site.page("/schedules");
    assertTrue(page.contains("every 5m"), page);
    site.post("/schedules/pause", "name=often");
    assertEquals(ScheduleInfo.State.PAUSED, schedules.find("often").orElseThrow().state());
    site.post("/schedules/resume", "name=often");
    assertEquals(ScheduleInfo.State.ACTIVE, schedules.find("often").orElseThrow().state());
    site.post("/schedules/trigger", "name=often");
    assertTrue(site.page("/tasks").contains("report"));
    assertTrue(
        site.post("/schedules/trigger", "name=none").headers().get("Location").endsWith("nothing"));
  }

  @Test
  void workers_are_shown_with_what_they_hold() {
    site.enqueue("greet");
    site.claim("worker-9");

    String page = site.page("/workers");

    assertTrue(page.contains("worker-9"), page);
    assertTrue(page.contains("greet"), page);
  }

  @Test
  void links_begin_with_the_path_under_which_it_is_mounted() {
    site.enqueue("greet");
    for (String path : List.of("/", "/queues", "/tasks", "/dead", "/schedules", "/workers")) {
      String page =
          site.dashboard
              .handle(Site.request("/admin/tasks", "GET", path, Map.of(), ""))
              .body()
              .text();
      Matcher links = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"").matcher(page);
      int found = 0;
      while (links.find()) {
        String link = links.group(1);
        assertTrue(link.startsWith("/admin/tasks/") || link.equals("#content"), link);
        found++;
      }
      assertTrue(found > 8, page);
    }
  }
}
