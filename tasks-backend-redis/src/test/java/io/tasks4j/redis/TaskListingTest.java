package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.tck.faults.SharedRedis;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Pages that are cut, since a look at each queue and a few more find no more. */
class TaskListingTest {
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

  @Test
  void a_queue_with_very_many_names_at_their_limits_is_listed() {
    String namespace = SharedRedis.namespace();
    RedisConfig config = RedisConfig.defaults().namespace(namespace);
    try (TaskQueue queue = TaskQueue.over(RedisBackend.open(SharedRedis.uri(), config));
        Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      TaskId id = queue.enqueue(TaskType.of("any", String.class), "x").id();
      String[] names = IntStream.range(0, 9_000).mapToObj(i -> "name-" + i).toArray(String[]::new);
      jedis.sadd("{" + namespace + ":default}:parked", names);

      assertEquals(List.of(id), ids(queue, TaskQuery.all().limit(10)));
    }
  }

  @Test
  void pages_cover_tasks_of_two_queues_that_were_accepted_at_one_moment() {
    RedisConfig config = RedisConfig.defaults().namespace(SharedRedis.namespace());
    try (TaskQueue queue = TaskQueue.over(RedisBackend.open(SharedRedis.uri(), config))) {
      List<TaskMessage> both = new ArrayList<>();
      for (int i = 0; i < 2_400; i++) {
        both.add(message(i % 2 == 0 ? "a" : "b"));
      }
      queue.backend().enqueue(both);

      List<TaskId> paged = ids(queue, TaskQuery.all().limit(7));

      assertEquals(2_400, paged.size());
      assertEquals(2_400, Set.copyOf(paged).size());
    }
  }

  @Test
  void dead_letters_far_behind_other_tasks_are_found_at_once() {
    String namespace = SharedRedis.namespace();
    RedisConfig config = RedisConfig.defaults().namespace(namespace);
    try (TaskQueue queue = TaskQueue.over(RedisBackend.open(SharedRedis.uri(), config));
        Jedis jedis = new Jedis(URI.create(SharedRedis.uri()))) {
      queue.backend().enqueue(Stream.generate(() -> message("a")).limit(1_100).toList());
      ClaimRequest all = ClaimRequest.of("w", "a", Duration.ofMinutes(1)).max(1_100);
      List<Claim> claims = new ArrayList<>(queue.backend().claim(all).claims());
      List<TaskId> dead = new ArrayList<>(claims.stream().map(Claim::id).toList());
      Collections.reverse(dead);
      // Ended in another order than accepted: a listing goes by the latter.
      Collections.shuffle(claims, new Random(7));
      TaskError error =
          TaskError.of(TaskError.Reason.GAVE_UP, new IllegalStateException(), 1, Instant.EPOCH);
      queue
          .backend()
          .settle(claims.stream().map(c -> Settlement.of(c, new Outcome.Failure(error))).toList());
      for (int i = 0; i < 6; i++) {
        queue.backend().enqueue(Stream.generate(() -> message("a")).limit(1_000).toList());
      }
      TaskQuery query = TaskQuery.deadLetters().limit(400);

      assertEquals(400, queue.admin().page(query).tasks().size());
      assertEquals(dead, ids(queue, query));

      // As a release before this one left it.
      jedis.del("{" + namespace + ":a}:letters");
      assertEquals(dead, ids(queue, query));

      assertTrue(queue.admin().purge(dead.remove(1_050)));
      assertTrue(queue.admin().requeue(dead.remove(1_050)));
      assertEquals(dead, ids(queue, query));
      assertEquals(1_098, jedis.zcard("{" + namespace + ":a}:letters"));
    }
  }

  private static TaskMessage message(String queue) {
    return TaskMessage.builder(TaskId.next(), "some", Payload.json("1"), Instant.EPOCH)
        .queue(queue)
        .build();
  }

  private static List<TaskId> ids(TaskQueue queue, TaskQuery query) {
    List<TaskId> ids = new ArrayList<>();
    TaskPage page = queue.admin().page(query);
    for (int calls = 0; page.next().isPresent(); calls++) {
      assertTrue(calls < 1_000, "pages do not come to an end");
      page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
      page = queue.admin().page(query.before(page.next().get()));
    }
    page.tasks().stream().map(TaskMetadata::id).forEach(ids::add);
    return ids;
  }
}
