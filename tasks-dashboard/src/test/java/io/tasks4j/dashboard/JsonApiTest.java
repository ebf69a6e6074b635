package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Outcome;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonApiTest {
  private static final Outcome DIED =
      new Outcome.Failure(
          TaskError.of(
              TaskError.Reason.MAX_RETRIES, new IllegalStateException("no"), 1, Instant.EPOCH));

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void the_description_has_every_route_and_no_other() {
    Set<String> described = new TreeSet<>();
    site.json(PageAssets.OPENAPI)
        .get("paths")
        .forEachEntry(
            (path, item) ->
                item.forEachEntry(
                    (method, operation) ->
                        described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));

    Set<String> routes =
        site.dashboard.routes().stream()
            .filter(route -> route.pattern().startsWith("/api/"))
            .map(route -> route.method() + " " + route.pattern())
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(routes, described);
  }

  @Test
  void what_is_given_fits_its_description() {
    fill();
    JsonNode document = site.json(PageAssets.OPENAPI);

    int checked = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode operation = path.getValue().get("get");
      if (operation != null && !path.getKey().contains("{id}")) {
        JsonNode schema =
            operation
                .get("responses")
                .get("200")
                .get("content")
                .get("application/json")
                .get("schema");
        new SchemaCheck(document).check(path.getKey(), site.json(path.getKey()), schema);
        checked++;
      }
    }
    assertTrue(checked >= 7, "only " + checked);
    TaskId id = site.enqueue("greet", "x", TaskOptions.defaults().header("a", "b"));
    JsonNode schema = document.get("components").get("schemas").get("Task");
    new SchemaCheck(document).check("task", site.json("/api/tasks/" + id), schema);
    new SchemaCheck(document)
        .check(
            "error",
            site.get("/api/tasks/" + TaskId.next()),
            document.get("components").get("schemas").get("Error"));
  }

  private void fill() {
    Schedules.of(site.queue)
        .add(
            "often",
            Schedule.fixedRate(Duration.ofMinutes(5)),
            TaskType.of("report", String.class),
            "x");
    site.ended("greet", DIED);
    site.enqueue("greet");
    site.claim("worker-1");
    site.enqueue("greet");
  }

  @Test
  void tasks_come_by_pages() {
    for (int i = 0; i < 5; i++) {
      site.enqueue("greet");
    }

    JsonNode first = site.json("/api/tasks?limit=3");
    JsonNode second = site.json("/api/tasks?limit=3&before=" + first.get("next").asString());

    assertEquals(3, first.get("tasks").size());
    assertEquals(2, second.get("tasks").size());
    assertFalse(second.has("next"));
  }

  @Test
  void a_program_gets_a_token_and_makes_a_change() {
    TaskId dead = site.ended("greet", DIED);
    JsonNode session = site.json("/api/session");
    assertTrue(session.get("mayWrite").asBoolean());
    assertEquals(32, session.get("token").asString().length());

    JsonNode changed = Site.json(site.change("/api/tasks/" + dead + "/requeue", "{}"));
    assertTrue(changed.get("changed").asBoolean());
    assertEquals(1, site.json("/api/queues").get("default").get("pending").asInt());
    assertEquals(
        "CANCELLED",
        Site.json(site.change("/api/tasks/" + dead + "/cancel", "")).get("result").asString());
    assertTrue(
        Site.json(site.change("/api/tasks/" + dead + "/purge", "{}")).get("changed").asBoolean());
    assertEquals(404, site.get("/api/tasks/" + dead).status());
  }

  @Test
  void dead_letters_go_back_by_id_or_all_that_match() {
    TaskId first = site.ended("greet", DIED);
    site.ended("greet", DIED);
    site.ended("other", DIED);
    String path = "/api/dead-letters/requeue";

    String ids = "{\"id\":[\"" + first + "\",\"" + TaskId.next() + "\"]}";
    assertEquals(
        "{\"requeued\":1,\"refused\":1,\"more\":false}", site.change(path, ids).body().text());
    assertEquals(
        "{\"requeued\":1,\"refused\":0,\"more\":false}",
        site.change(path, "{\"name\":\"greet\"}").body().text());
    assertEquals(1, site.json("/api/tasks?status=FAILURE").get("tasks").size());
    assertEquals(400, site.change(path, "{\"id\":[\"x\"]}").status());
  }

  @Test
  void queues_and_schedules_are_paused_and_resumed() {
    fill();

    site.change("/api/queues/pause", "{\"queue\":\"default\"}");
    assertTrue(site.json("/api/queues").get("default").get("paused").asBoolean());
    site.change("/api/queues/resume", "{\"queue\":\"default\"}");
    assertFalse(site.json("/api/queues").get("default").get("paused").asBoolean());
    site.change("/api/schedules/pause", "{\"name\":\"often\"}");
    assertEquals("PAUSED", site.json("/api/schedules").get(0).get("state").asString());
    site.change("/api/schedules/resume", "{\"name\":\"often\"}");
    assertEquals("ACTIVE", site.json("/api/schedules").get(0).get("state").asString());
    assertTrue(
        Site.json(site.change("/api/schedules/trigger", "{\"name\":\"often\"}"))
            .get("changed")
            .asBoolean());
    assertFalse(
        Site.json(site.change("/api/schedules/trigger", "{\"name\":\"none\"}"))
            .get("changed")
            .asBoolean());
    assertEquals(400, site.change("/api/queues/pause", "{}").status());
  }

  @Test
  void what_goes_wrong_is_json_too() {
    DashboardResponse response = site.get("/api/nothing");

    assertEquals(404, response.status());
    assertEquals("{\"error\":\"there is no such page\"}", response.body().text());
  }

  @Test
  void a_store_that_is_closed_is_answered_for() {
    site.queue.close();

    assertEquals(503, site.get("/api/queues").status());
    assertEquals(503, site.get("/tasks").status());
  }
}
