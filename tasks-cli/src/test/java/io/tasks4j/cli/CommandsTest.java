package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.tck.faults.SharedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each command, on a real store of each kind. */
class CommandsTest {
  private static final TaskType<String, Void> MAIL =
      TaskType.of("mail.send", String.class).withDefaults(TaskOptions.defaults().queue("mail"));

  @TempDir static Path folder;
  private static int files;

  private static String store(String kind) {
    return kind.equals("redis")
        ? SharedRedis.freshUri()
        : "sqlite:" + folder.resolve("tasks-" + ++files + ".db");
  }

  /** Lets the next task of the queue fail for good. */
  private static TaskId kill(TaskQueue queue, String message) {
    Claim claim = claim(queue);
    TaskError error =
        new TaskError(
            TaskError.Reason.EXECUTION,
            "java.io.IOException",
            message,
            "java.io.IOException: " + message + "\n\tat some.Place",
            1,
            Instant.parse("2030-01-01T00:00:00Z"));
    queue.backend().settle(List.of(Settlement.of(claim, new Outcome.Failure(error))));
    return claim.id();
  }

  private static Claim claim(TaskQueue queue) {
    return queue
        .backend()
        .claim(ClaimRequest.of("worker-7", "mail", Duration.ofMinutes(5)))
        .claims()
        .get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void stats_show_each_queue_and_their_sum(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(3, "Ada"));
      queue.enqueue(MAIL, "Bob", TaskOptions.defaults().queue("other"));
      kill(queue, "no route");

      Ran people = Ran.run(store, "stats").ends(0);
      Ran json = Ran.run(store, "stats", "--json").ends(0);

      assertEquals(
          List.of("mail", "2", "0", "0", "0", "0", "1", "0"), people.row("mail").subList(0, 8));
      assertEquals(
          List.of("(all)", "3", "0", "0", "0", "0", "1", "0"), people.row("(all)").subList(0, 8));
      assertEquals(2, json.json().get("mail").get("pending").asInt());
      assertTrue(json.json().get("mail").get("oldestDueMillis").asLong() >= 0);
      assertFalse(json.json().get("mail").get("paused").asBoolean());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void list_filters_and_pages(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      List<String> ids =
          queue.enqueueAll(MAIL, Collections.nCopies(5, "Ada")).stream()
              .map(handle -> handle.id().toString())
              .toList();
      queue.enqueue(MAIL, "Bob", TaskOptions.defaults().queue("other"));

      Ran page = Ran.run(store, "list", "--queue", "mail", "--limit", "2", "--json").ends(0);
      Ran next =
          Ran.run(store, "list", "--queue", "mail", "--before", ids.get(3), "--json").ends(0);

      assertEquals(List.of(ids.get(4), ids.get(3)), page.json().findValuesAsString("id"));
      assertEquals(
          List.of(ids.get(2), ids.get(1), ids.get(0)), next.json().findValuesAsString("id"));
      assertEquals(6, Ran.run(store, "list", "--name", "mail.send", "--json").json().size());
      assertEquals(0, Ran.run(store, "list", "--status", "failure", "--json").json().size());
      assertEquals("mail.send", Ran.run(store, "list").ends(0).row(ids.get(0)).get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void show_tells_all_of_a_task_but_its_payload_only_when_asked(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueue(MAIL, "Ada", TaskOptions.defaults().header("tenant", "t-1"));
      String id = kill(queue, "no route").toString();

      Ran shown = Ran.run(store, "show", id).ends(0);
      Ran json = Ran.run(store, "show", id, "--payload", "--json").ends(0);

      assertTrue(shown.out().contains("FAILURE"), shown::out);
      assertTrue(shown.out().contains("at some.Place"), shown::out);
      assertTrue(shown.out().contains("t-1"), shown::out);
      assertFalse(shown.out().contains("Ada"), shown::out);
      assertEquals("\"Ada\"", json.json().get("payload").asString());
      assertEquals("no route", json.json().get("error").get("message").asString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void dead_letters_are_listed_with_what_they_died_of_and_put_back(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueue(MAIL, "Ada");
      TaskId id = kill(queue, "no route");

      Ran dead = Ran.run(store, "dead").ends(0);
      assertTrue(dead.row(id.toString()).contains("IOException: no route"), dead::out);

      assertEquals("requeued 1 task\n", Ran.run(store, "requeue", id.toString()).ends(0).out());
      assertEquals(TaskStatus.PENDING, queue.admin().find(id).orElseThrow().status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void retry_of_all_dead_letters_of_a_queue_asks_first(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(3, "Ada"));
      kill(queue, "a");
      kill(queue, "b");
      String[] retry = {"retry", "--all", "--queue", "mail"};

      Ran nobody = Ran.run(store, retry).ends(4);
      assertTrue(nobody.err().contains("add --yes to requeue 2 tasks"), nobody::err);
      Ran.answering(List.of("n"), store, retry).ends(4);
      assertEquals(2, queue.admin().list(TaskQuery.deadLetters()).size());

      Ran yes = Ran.answering(List.of("y"), store, retry).ends(0);

      assertEquals("requeued 2 tasks\n", yes.out());
      assertEquals(0, queue.admin().list(TaskQuery.deadLetters()).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void cancel_ends_what_waits_and_asks_what_runs(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(2, "Ada"));
      TaskId running = claim(queue).id();

      Ran.run(store, "cancel", running.toString()).ends(0);
      Ran all = Ran.run(store, "cancel", "--all", "--yes", "--json").ends(0);

      assertTrue(queue.admin().find(running).orElseThrow().cancelRequested());
      assertEquals(1, all.json().get("cancelled").asInt());
      assertEquals(1, queue.admin().list(TaskQuery.of(TaskStatus.CANCELLED)).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void purge_asks_even_for_one_and_never_takes_what_runs(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(2, "Ada"));
      TaskId running = claim(queue).id();
      TaskId waiting = queue.admin().list(TaskQuery.of(TaskStatus.PENDING)).get(0).message().id();

      Ran.run(store, "purge", waiting.toString()).ends(4);
      assertTrue(queue.admin().find(waiting).isPresent());
      Ran purged =
          Ran.run(store, "purge", "-y", waiting.toString(), running.toString(), "--json").ends(1);

      assertEquals(1, purged.json().get("purged").asInt());
      assertEquals(running.toString(), purged.json().get("refused").get(0).asString());
      assertEquals(Optional.empty(), queue.admin().find(waiting));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void purge_of_all_takes_what_has_ended_and_nothing_that_waits(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(1_203, "Ada"));
      for (Claim claim :
          queue
              .backend()
              .claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(5)).max(1_200))
              .claims()) {
        queue
            .backend()
            .settle(List.of(Settlement.of(claim, new Outcome.Success(Optional.empty()))));
      }

      Ran purged = Ran.answering(List.of("yes"), store, "purge", "--all").ends(0);

      assertEquals("purged 1200 tasks\n", purged.out());
      assertTrue(purged.err().contains("1200/1200"), purged::err);
      assertEquals(3, queue.admin().stats().get("mail").live());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void pause_and_resume_hold_queues(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueue(MAIL, "Ada");

      Ran.run(store, "pause", "mail", "other").ends(0);
      assertEquals("paused", Ran.run(store, "stats").row("other").get(8));
      assertTrue(queue.admin().stats().get("mail").paused());

      Ran.run(store, "resume", "mail").ends(0);
      assertFalse(queue.admin().stats().get("mail").paused());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void workers_are_those_that_hold_tasks(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      queue.enqueueAll(MAIL, Collections.nCopies(3, "Ada"));
      claim(queue);
      claim(queue);

      Ran people = Ran.run(store, "workers").ends(0);
      Ran json = Ran.run(store, "workers", "--json").ends(0);

      assertEquals("2", people.row("worker-7").get(1));
      assertEquals(2, json.json().get(0).get("tasks").size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void enqueue_goes_through_the_same_door_as_applications(String kind) {
    String store = store(kind);

    Ran ran =
        Ran.run(
                store,
                "enqueue",
                "mail.send",
                "{\"to\": \"Ada\"}",
                "--queue=mail",
                "--priority=9",
                "--delay=1h",
                "--retries=7",
                "--unique=ada",
                "--header=tenant=t-1")
            .ends(0);
    Ran again = Ran.run(store, "enqueue", "mail.send", "1", "--queue=mail", "--unique=ada").ends(1);

    assertEquals(ran.out(), again.out(), "the task that holds the key");
    try (TaskQueue queue = TaskQueue.open(store)) {
      TaskMetadata task = queue.admin().find(TaskId.parse(ran.out().strip())).orElseThrow();
      assertEquals("{\"to\":\"Ada\"}", task.message().payload().text());
      assertEquals("mail", task.message().queue());
      assertEquals(9, task.message().priority());
      assertEquals(7, task.message().retry().maxRetries());
      assertEquals("t-1", task.message().headers().get("tenant"));
      assertEquals(task.enqueuedAt().plus(Duration.ofHours(1)), task.dueAt());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void health_lets_the_store_work_and_leaves_nothing_behind(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      Ran.run(store, "health").ends(0);
      Ran json = Ran.run(store, "health", "--json", "--timeout", "20s").ends(0);

      assertTrue(json.json().get("up").asBoolean());
      assertEquals(List.of(), queue.admin().list(TaskQuery.all()));
      assertFalse(queue.admin().stats().containsKey("tasks4j.health"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "redis"})
  void schedules_are_listed_and_steered(String kind) {
    String store = store(kind);
    try (TaskQueue queue = TaskQueue.open(store)) {
      Schedules schedules = Schedules.of(queue);
      schedules.add("nightly", CronSchedule.of("0 3 * * *", "Europe/Paris"), MAIL, "Ada");

      JsonNode listed = Ran.run(store, "schedules", "--json").ends(0).json().get(0);
      assertEquals("nightly", listed.get("name").asString());
      assertEquals("mail.send", listed.get("taskName").asString());
      assertTrue(listed.has("next"), listed::toString);
      assertEquals("mail.send", Ran.run(store, "schedules").ends(0).row("nightly").get(1));

      Ran.run(store, "schedules", "pause", "nightly").ends(0);
      assertEquals(ScheduleInfo.State.PAUSED, schedules.list().get(0).state());
      Ran.run(store, "schedules", "resume", "nightly").ends(0);
      assertEquals(ScheduleInfo.State.ACTIVE, schedules.list().get(0).state());
      TaskId id =
          TaskId.parse(Ran.run(store, "schedules", "trigger", "nightly").ends(0).out().strip());
      assertTrue(queue.admin().find(id).isPresent());
      Ran.run(store, "schedules", "remove", "nightly").ends(4);
      Ran.run(store, "schedules", "remove", "nightly", "--yes").ends(0);
      assertEquals(List.of(), schedules.list());
      Ran.run(store, "schedules", "trigger", "nightly").ends(1);
      Ran.run(store, "schedules", "pause", "nightly").ends(1);
    }
  }
}
