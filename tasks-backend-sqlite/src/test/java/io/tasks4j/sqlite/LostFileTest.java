package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.request;
import static io.tasks4j.sqlite.Fixtures.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.file.LostFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A file that is deleted, moved or replaced under a program that has it open. */
class LostFileTest extends OneFile {
  private void delete() throws IOException {
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve("tasks.db" + end));
    }
  }

  private static LostFileException awaitLost(Executable call) {
    LostFileException[] lost = new LostFileException[1];
    Awaitility.await().untilAsserted(() -> lost[0] = assertThrows(LostFileException.class, call));
    return lost[0];
  }

  @Test
  void what_is_enqueued_to_a_deleted_file_is_refused_and_no_other_is_made() throws Exception {
    backend.enqueue(List.of(task()));
    delete();

    LostFileException lost = awaitLost(() -> backend.enqueue(List.of(task())));

    assertTrue(lost.getMessage().contains("tasks.db was deleted or moved"), lost::getMessage);
    assertThrows(LostFileException.class, () -> backend.enqueue(List.of(task())));
    assertThrows(LostFileException.class, () -> claim(backend, 1));
    assertThrows(LostFileException.class, () -> backend.claim(request()));
    // Its connections are not open yet.
    assertThrows(LostFileException.class, () -> backend.admin().list(TaskQuery.all()));
    assertThrows(LostFileException.class, () -> backend.results().find(TaskId.next()));
    assertThrows(LostFileException.class, () -> backend.schedules().list("", 1));
    assertFalse(Files.exists(folder.resolve("tasks.db")), "another file was made");
  }

  @Test
  void a_deleted_file_is_noticed_by_who_only_reads() throws Exception {
    backend.admin().list(TaskQuery.all());
    delete();

    awaitLost(() -> backend.admin().list(TaskQuery.all()));
  }

  @Test
  void a_file_that_another_process_made_anew_is_not_written_and_not_harmed() throws Exception {
    backend.enqueue(List.of(task()));
    delete();
    TaskId id;
    try (SqliteBackend other = open(BackendSettings.defaults())) {
      id = other.enqueue(List.of(task())).get(0).id();

      LostFileException lost = awaitLost(() -> backend.enqueue(List.of(task())));

      assertTrue(lost.getMessage().contains("tasks.db was replaced"), lost::getMessage);
      assertThrows(LostFileException.class, () -> backend.admin().find(id));
      backend.close();
      assertEquals(1, other.admin().list(TaskQuery.all()).size());
    }
    try (SqliteBackend again = open(BackendSettings.defaults())) {
      assertEquals(List.of(id), Fixtures.ids(claim(again, 10)));
    }
  }

  @Test
  void a_file_that_is_put_back_is_used_again() throws Exception {
    TaskId id = backend.enqueue(List.of(task())).get(0).id();
    Path file = folder.resolve("tasks.db");
    Files.move(file, folder.resolve("aside"));
    awaitLost(() -> backend.enqueue(List.of(task())));

    Files.move(folder.resolve("aside"), file);

    Awaitility.await()
        .ignoreException(LostFileException.class)
        .until(() -> backend.admin().find(id).isPresent());
    backend.enqueue(List.of(task()));
  }

  @Test
  void a_log_that_is_deleted_alone_is_noticed() throws Exception {
    backend.enqueue(List.of(task()));
    Files.delete(folder.resolve("tasks.db-wal"));

    LostFileException lost = awaitLost(() -> backend.enqueue(List.of(task())));

    assertTrue(lost.getMessage().contains("lost its log"), lost::getMessage);
  }
}
