package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.tck.SharedRedis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages that are cut, since a look at each queue and a few more find no more. */
class ListingTest {
  @Test
  void cut_pages_cover_every_task_of_all_queues_once() {
    RedisConfig config = RedisConfig.defaults().namespace(SharedRedis.namespace());
    try (TaskQueue queue = TaskQueue.over(RedisBackend.open(SharedRedis.uri(), config))) {
      List<TaskId> expected = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        String name = i % 3 == 0 ? "rare" : "common";
        int count = name.equals("rare") ? 2 : 1_000;
        TaskType<String, Void> type = TaskType.of(name, String.class);
        TaskOptions options = TaskOptions.defaults().queue(i % 4 < 2 ? "a" : "b");
        List<TaskId> ids =
            queue.enqueueAll(type, Collections.nCopies(count, "x"), options).stream()
                .map(TaskHandle::id)
                .toList();
        if (name.equals("rare")) {
          expected.addAll(ids);
        }
      }
      Collections.reverse(expected);
      TaskQuery rare = TaskQuery.all().name("rare").limit(3);

      TaskPage cut = queue.admin().page(TaskQuery.all().name("none"));
      assertTrue(cut.tasks().isEmpty() && cut.next().isPresent(), "looked at " + cut);
      assertEquals(expected, ids(queue, rare));
      assertEquals(List.of(), ids(queue, TaskQuery.all().name("none")));
      assertEquals(
          queue.admin().list(TaskQuery.all().limit(10_000)).stream().map(TaskMetadata::id).toList(),
          ids(queue, TaskQuery.all().limit(700)));
    }
  }

  private static List<TaskId> ids(TaskQueue queue, TaskQuery query) {
    List<TaskId> ids = new ArrayList<>();
    TaskPage page = queue.admin().page(query);
    for (int calls = 0; page.next().isPresent(); calls++) {
      assertTrue(calls < 100, "pages do not come to an end");
      page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
      page = queue.admin().page(query.before(page.next().get()));
    }
    page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
    return ids;
  }
}
