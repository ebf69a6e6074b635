package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages whose window ends before they are full. */
class TaskListingTest {
  @TempDir private Path folder;

  @Test
  void windows_of_any_width_cover_every_task_once_whatever_was_removed_between() throws Exception {
    Path file = folder.resolve("tasks.db");
    List<TaskId> expected = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.over(SqliteBackend.open(file))) {
      for (int i = 0; i < 100; i++) {
        String name = i % 9 == 0 ? "rare" : "common";
        TaskId id =
            queue.enqueue(TaskType.of(name, String.class), "x", TaskOptions.defaults()).id();
        if (i >= 30 && i < 60) {
          assertTrue(queue.admin().purge(id));
        } else if (i % 9 == 0) {
          expected.add(0, id);
        }
      }
    }

    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatements sql = new PreparedStatements(c)) {
      for (int window : new int[] {1, 2, 7, 25, 64, 1_000}) {
        assertEquals(expected, ids(sql, TaskQuery.all().name("rare").limit(3), window));
        assertEquals(70, ids(sql, TaskQuery.all().limit(11), window).size());
        assertEquals(List.of(), ids(sql, TaskQuery.all().name("none"), window));
      }
      TaskPage first = TaskListing.page(sql, TaskQuery.all().name("none"), 7);
      assertTrue(first.next().isPresent(), "a window of 7 is not the end");
    }
  }

  private static List<TaskId> ids(PreparedStatements sql, TaskQuery query, int window)
      throws Exception {
    List<TaskId> ids = new ArrayList<>();
    TaskPage page = TaskListing.page(sql, query, window);
    for (int calls = 0; page.next().isPresent(); calls++) {
      assertTrue(calls < 200, "pages do not come to an end");
      page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
      page = TaskListing.page(sql, query.before(page.next().get()), window);
    }
    page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
    return ids;
  }
}
