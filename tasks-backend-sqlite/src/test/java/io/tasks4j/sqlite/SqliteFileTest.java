package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.LEASE;
import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.ids;
import static io.tasks4j.sqlite.Fixtures.message;
import static io.tasks4j.sqlite.Fixtures.request;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the file keeps, in which order, and what a damaged row does. */
class SqliteFileTest extends OneFile {
  @Test
  void tasks_survive_closing_and_an_address_opens_the_same_file() {
    backend.enqueue(List.of(task()));
    backend.close();
    backend.close();

    assertThrows(BackendException.class, () -> backend.enqueue(List.of(task())));
    assertThrows(BackendException.class, () -> backend.admin().stats());
    assertThrows(BackendException.class, () -> backend.claim(request()));
    try (TaskBackend again = TaskBackends.open("sqlite:" + folder.resolve("tasks.db"))) {
      assertEquals(1, claim(again, 10).size());
    }
  }

  @Test
  void ageing_lets_an_old_low_task_go_before_a_new_high_one() {
    backend.enqueue(List.of(message().priority(0).build()));
    TaskId low = backend.admin().list(TaskQuery.all()).get(0).id();
    backend.close();
    backend = open(BackendSettings.defaults().ageing(Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(10));
    backend.enqueue(List.of(message().priority(9).build()));

    assertEquals(List.of(low), ids(claim(backend, 1)));
  }

  @Test
  void a_release_without_delay_keeps_the_place_under_ageing_too() {
    backend.close();
    backend = open(BackendSettings.defaults().ageing(Duration.ofMinutes(1)));
    TaskMessage first = task();
    backend.enqueue(List.of(first));
    clock.advance(Duration.ofMillis(1));
    backend.enqueue(List.of(task()));
    clock.advance(Duration.ofMillis(1));

    settle(claim(backend, 1).get(0), new Outcome.Release(Duration.ZERO));

    assertEquals(List.of(first.id()), ids(claim(backend, 1)));
  }

  @Test
  void a_damaged_id_blocks_no_sweep_and_ends_among_the_dead_letters() {
    backend.enqueue(List.of(task()));
    claim(backend, 1);
    backend.writer().configure("UPDATE tasks4j_tasks SET id = x'00' RETURNING 1");
    backend.enqueue(List.of(task()));
    settle(claim(backend, 1).get(0), new Outcome.Success(Optional.empty()));

    for (int i = 0; i < 3; i++) {
      clock.advance(LEASE);
      backend.claim(request().max(10));
    }

    var stats = backend.admin().stats().get("default");
    assertEquals(1, stats.count(TaskStatus.FAILURE));
    assertEquals(1, stats.count(TaskStatus.SUCCESS));
  }

  @Test
  void a_file_name_may_have_any_character() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("50% of? #1")).resolve("ta sk?s&x=1%20.db");
    try (SqliteBackend there = SqliteBackend.open(odd)) {
      there.enqueue(tasks(1));
    }

    assertTrue(Files.size(odd) > 0);
    try (SqliteBackend again = SqliteBackend.open(odd)) {
      assertEquals(1, again.admin().list(TaskQuery.all()).size());
    }
  }

  @Test
  void who_waits_for_a_task_is_told_of_its_expiry_even_without_a_worker() throws Exception {
    TaskMessage task = message().expiry(Optional.of(new When.After(Duration.ofSeconds(1)))).build();
    backend.enqueue(List.of(task));
    clock.advance(Duration.ofSeconds(1));

    var result = backend.results().await(task.id(), Duration.ofSeconds(5));

    assertEquals(TaskStatus.CANCELLED, result.orElseThrow().status());
  }

  @Test
  void purge_removes_what_does_not_run() {
    backend.enqueue(tasks(2));
    Claim running = claim(backend, 1).get(0);
    TaskId waiting = backend.admin().list(TaskQuery.of(TaskStatus.PENDING)).get(0).id();

    assertFalse(backend.admin().purge(running.id()));
    assertTrue(backend.admin().purge(waiting));
    assertFalse(backend.admin().purge(waiting));
  }
}
