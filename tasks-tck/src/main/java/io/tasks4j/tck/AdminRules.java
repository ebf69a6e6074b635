package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class AdminRules extends Rules {
  AdminRules(BackendContract contract) {
    super(contract);
  }

  private List<TaskId> list(TaskQuery query) {
    return admin().list(query).stream().map(TaskMetadata::id).toList();
  }

  /** One task of each status, in queue "mixed", by status. */
  private Map<TaskStatus, TaskId> oneOfEach() {
    Map<TaskStatus, TaskId> ids = new EnumMap<>(TaskStatus.class);
    var request = request().queues(List.of("mixed"));
    for (TaskStatus status :
        List.of(
            TaskStatus.SUCCESS,
            TaskStatus.FAILURE,
            TaskStatus.CANCELLED,
            TaskStatus.RETRY,
            TaskStatus.RUNNING)) {
      ids.put(status, enqueue(message(status.name()).queue("mixed")));
      Claim claim = look(request).claims().get(0);
      switch (status) {
        case SUCCESS -> assertSettles(claim, SUCCESS);
        case FAILURE -> assertSettles(claim, FAILURE);
        case CANCELLED -> assertSettles(claim, CANCELLED);
        case RETRY -> assertSettles(claim, new Outcome.Retry(units(90), error("later")));
        default -> {}
      }
    }
    ids.put(TaskStatus.PENDING, enqueue(message("PENDING").queue("mixed")));
    return ids;
  }

  @Test
  @DisplayName("ADMIN-1: a task is found with all that is known of it; an unknown id is not")
  void admin_1_a_task_is_found_with_all_that_is_known_of_it_an_unknown_id_is_not() {
    TaskMessage message = message().build();
    backend().enqueue(List.of(message));

    TaskMetadata task = find(message.id());
    assertEquals(message, task.message());
    assertEquals(TaskStatus.PENDING, task.status());
    assertEquals(0, task.failures());
    assertEquals(0, task.losses());
    assertEquals(0, task.attempts());
    assertEquals("", task.worker());
    assertFalse(task.cancelRequested());
    assertEquals(task.enqueuedAt(), task.dueAt());
    assertEquals(Optional.empty(), task.expiresAt());
    assertEquals(Optional.empty(), task.startedAt());
    assertEquals(Optional.empty(), task.finishedAt());
    assertEquals(Optional.empty(), task.error());
    assertEquals(Optional.empty(), task.progress());
    assertEquals(Optional.empty(), admin().find(TaskId.next()));
  }

  @Test
  @DisplayName("ADMIN-2: a listing starts with the task accepted last")
  void admin_2_a_listing_starts_with_the_task_accepted_last() {
    List<TaskId> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TaskId id = TaskId.derived("list-" + i);
      enqueue(TaskMessage.builder(id, "greet", message().build().payload(), producerTime(i)));
      expected.add(0, id);
    }
    assertSettles(claim(), SUCCESS);

    assertEquals(expected, list(TaskQuery.all()));
    assertEquals(expected.subList(0, 7), list(TaskQuery.all().limit(7)));
  }

  private Instant producerTime(int i) {
    return settings().clock().instant().minusSeconds(i);
  }

  @Test
  @DisplayName("ADMIN-3: pages cover every task once, whatever is added meanwhile")
  void admin_3_pages_cover_every_task_once_whatever_is_added_meanwhile() {
    List<TaskId> ids = new ArrayList<>(enqueue(25));
    List<TaskId> seen = new ArrayList<>();
    TaskQuery page = TaskQuery.all().limit(10);
    for (List<TaskId> got = list(page); !got.isEmpty(); got = list(page)) {
      seen.addAll(got);
      assertTrue(seen.size() <= 25, "pages overlap");
      page = page.before(got.get(got.size() - 1));
      enqueue();
    }
    Collections.reverse(ids);

    assertEquals(ids, seen);
  }

  @Test
  @DisplayName("ADMIN-4: the page after a task that is gone is empty")
  void admin_4_the_page_after_a_task_that_is_gone_is_empty() {
    List<TaskId> ids = enqueue(3);
    assertTrue(admin().purge(ids.get(2)));

    assertEquals(List.of(), list(TaskQuery.all().before(ids.get(2))));
    assertEquals(ids.subList(0, 1), list(TaskQuery.all().before(ids.get(1))));
  }

  @Test
  @DisplayName("ADMIN-5: a listing by status has the tasks of those, and no other")
  void admin_5_a_listing_by_status_has_the_tasks_of_those_and_no_other() {
    Map<TaskStatus, TaskId> ids = oneOfEach();

    ids.forEach((status, id) -> assertEquals(List.of(id), list(TaskQuery.of(status))));
    assertEquals(
        List.of(ids.get(TaskStatus.PENDING), ids.get(TaskStatus.FAILURE)),
        list(TaskQuery.all().statuses(Set.of(TaskStatus.FAILURE, TaskStatus.PENDING))));
    assertEquals(List.of(ids.get(TaskStatus.FAILURE)), list(TaskQuery.deadLetters()));
  }

  @Test
  @DisplayName("ADMIN-6: a listing by queue, by name, and by both with a status and a page")
  void admin_6_a_listing_by_queue_by_name_and_by_both_with_a_status_and_a_page() {
    TaskId a1 = enqueue(message("one").queue("a"));
    TaskId a2 = enqueue(message("two").queue("a"));
    TaskId b1 = enqueue(message("one").queue("b"));
    TaskId a3 = enqueue(message("one").queue("a"));

    assertEquals(List.of(a3, a2, a1), list(TaskQuery.all().queue("a")));
    assertEquals(List.of(a3, b1, a1), list(TaskQuery.all().name("one")));
    assertEquals(List.of(a3, a1), list(TaskQuery.all().queue("a").name("one")));
    assertEquals(List.of(a1), list(TaskQuery.all().queue("a").name("one").before(a3)));
    assertEquals(List.of(a3), list(TaskQuery.all().queue("a").name("one").limit(1)));
    assertEquals(List.of(), list(TaskQuery.of(TaskStatus.RUNNING).queue("a")));
    assertEquals(List.of(), list(TaskQuery.all().queue("c")));
  }

  @Test
  @DisplayName("ADMIN-7: the stats count the tasks of each status in each queue")
  void admin_7_the_stats_count_the_tasks_of_each_status_in_each_queue() {
    oneOfEach();
    enqueue(3);

    assertEquals(Set.of("mixed", QUEUE), admin().stats().keySet());
    for (TaskStatus status : TaskStatus.values()) {
      // No call suspends a task so far.
      int expected = status == TaskStatus.SUSPENDED ? 0 : 1;
      assertEquals(expected, stats("mixed").count(status), status.name());
    }
    assertEquals(3, stats(QUEUE).count(TaskStatus.PENDING));
    assertEquals(3, stats(QUEUE).live());
    assertFalse(stats(QUEUE).paused());
  }

  @Test
  @DisplayName("ADMIN-8: counts follow every move, and an id that came twice counts once")
  void admin_8_counts_follow_every_move_and_an_id_that_came_twice_counts_once() {
    TaskId id = enqueue();
    backend().enqueue(List.of(find(id).message()));
    assertCounts(1, 0, 0);
    Claim claim = claim(id);
    assertCounts(0, 1, 0);
    assertSettles(claim, RELEASE);
    assertCounts(1, 0, 0);
    claim(id);
    lapse();
    Claim again = claim(id);
    assertCounts(0, 1, 0);
    assertSettles(again, SUCCESS);
    assertCounts(0, 0, 1);
    assertTrue(admin().purge(id));
    assertCounts(0, 0, 0);
  }

  private void assertCounts(long pending, long running, long success) {
    QueueStats stats = stats(QUEUE);
    assertEquals(
        List.of(pending, running, success),
        List.of(
            stats.count(TaskStatus.PENDING),
            stats.count(TaskStatus.RUNNING),
            stats.count(TaskStatus.SUCCESS)));
  }

  @Test
  @DisplayName("ADMIN-9: a paused queue shows in the stats, even when it is empty")
  void admin_9_a_paused_queue_shows_in_the_stats_even_when_it_is_empty() {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause("empty", true));
      return;
    }
    admin().pause("empty", true);
    enqueue(message().queue("full"));
    admin().pause("full", true);
    enqueue();

    assertTrue(stats("empty").paused());
    assertEquals(0, stats("empty").live());
    assertTrue(stats("full").paused());
    assertEquals(1, stats("full").live());
    assertFalse(stats(QUEUE).paused());
    admin().pause("full", false);
    assertFalse(stats("full").paused());
  }

  @Test
  @DisplayName("ADMIN-10: the stats say how long the oldest due task of a queue has been due")
  void admin_10_the_stats_say_how_long_the_oldest_due_task_of_a_queue_has_been_due() {
    enqueue(withPriority(2).queue("behind"));
    pass(30);
    enqueue(withPriority(7).queue("behind"));
    enqueue(message().queue("running"));
    assertEquals(1, look(request().queues(List.of("running"))).claims().size());
    if (has(Capability.DELAY)) {
      enqueue(due(1_000).queue("later"));
      enqueue(due(1).queue("fallen"));
      pass(10);
    }

    if (!contract().saysOldestDue()) {
      assertEquals(Optional.empty(), stats("behind").oldestDue());
      return;
    }
    assertAge(units(30), "behind");
    assertEquals(Optional.empty(), stats("running").oldestDue());
    assertEquals(Optional.empty(), stats("later").oldestDue());
    if (has(Capability.DELAY)) {
      assertAge(units(9), "fallen");
    }
  }

  @Test
  @DisplayName("ADMIN-11: the throughput counts in each span of time what finished, and what died")
  void admin_11_the_throughput_counts_in_each_span_of_time_what_finished_and_what_died() {
    Duration width = units(5);
    TaskId first = enqueue();
    assertSettles(claim(), SUCCESS);
    Instant early = ended(first);
    enqueue(2);
    assertSettles(claim(), FAILURE);
    assertSettles(claim(), CANCELLED);
    pass(5);
    TaskId last = enqueue();
    assertSettles(claim(), SUCCESS);

    List<Throughput> spans = admin().throughput(width, 20);
    if (!contract().saysThroughput()) {
      assertEquals(List.of(), spans);
      return;
    }
    assertEquals(20, spans.size());
    for (int i = 0; i < 20; i++) {
      Throughput span = spans.get(i);
      assertEquals(width, span.width());
      assertEquals(0, span.from().toEpochMilli() % width.toMillis(), "not a whole multiple");
      assertEquals(spans.get(0).from().plus(width.multipliedBy(i)), span.from());
    }
    assertEquals(3, spans.stream().mapToLong(Throughput::finished).sum());
    assertEquals(1, spans.stream().mapToLong(Throughput::dead).sum());
    assertFalse(spans.get(19).from().isBefore(Throughput.first(ended(last), width, 1)));
    assertEquals(
        spans.stream().filter(s -> s.finished() + s.dead() > 0).findFirst().orElseThrow().from(),
        Throughput.first(early, width, 1));
    assertTrue(admin().purge(first));
    assertEquals(2, admin().throughput(width, 20).stream().mapToLong(Throughput::finished).sum());
    assertEquals(1, admin().throughput(width, 1).size());
    assertThrows(IllegalArgumentException.class, () -> admin().throughput(Duration.ZERO, 1));
    assertThrows(IllegalArgumentException.class, () -> admin().throughput(width, 0));
  }

  @Test
  @DisplayName("ADMIN-12: pages cover every task that matches once, in order, and come to an end")
  void admin_12_pages_cover_every_task_that_matches_once_in_order_and_come_to_an_end() {
    List<TaskId> rare = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      TaskId id = enqueue(message(i % 60 == 7 ? "rare" : "common").queue(i % 2 == 0 ? "a" : "b"));
      if (i % 60 == 7) {
        rare.add(0, id);
      }
    }
    List<TaskId> all = list(TaskQuery.all().limit(1_000));

    assertEquals(300, all.size());
    assertEquals(all, pages(TaskQuery.all().limit(70)));
    assertEquals(all, pages(TaskQuery.of(TaskStatus.PENDING).limit(300)));
    assertEquals(rare, pages(TaskQuery.all().name("rare").limit(2)));
    assertEquals(rare, pages(TaskQuery.all().name("rare").queue("b").limit(100)));
    assertEquals(List.of(), pages(TaskQuery.all().name("none").limit(2)));
    assertEquals(List.of(), pages(TaskQuery.of(TaskStatus.FAILURE).limit(2)));
    assertEquals(List.of(), pages(TaskQuery.all().before(TaskId.next())));
  }

  @Test
  @DisplayName("ADMIN-13: pages cover once every task of several queues that came in one batch")
  void admin_13_pages_cover_once_every_task_of_several_queues_that_came_in_one_batch() {
    List<String> queues = List.of("b", "a", "c");
    List<TaskId> ids = new ArrayList<>();
    for (int inARow : List.of(1, 4)) {
      List<TaskMessage> messages = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        messages.add(message().queue(queues.get(i / inARow % 3)).build());
      }
      backend().enqueue(messages);
      messages.forEach(message -> ids.add(message.id()));
      queues.forEach(queue -> ids.add(enqueue(message().queue(queue))));
    }
    for (String queue : queues) {
      List<Claim> claims = look(request().queues(List.of(queue)).max(6)).claims();
      claims.stream().limit(4).forEach(claim -> assertSettles(claim, FAILURE));
    }

    assertPaged(ids, TaskQuery.all());
    assertPaged(withStatus(ids, TaskStatus.PENDING), TaskQuery.of(TaskStatus.PENDING));
    List<TaskId> dead = withStatus(ids, TaskStatus.FAILURE);
    assertEquals(12, dead.size());
    assertPaged(dead, TaskQuery.deadLetters());
  }

  @Test
  @DisplayName("ADMIN-14: what was purged, or refused with its batch, does not count as finished")
  void admin_14_what_was_purged_or_refused_with_its_batch_does_not_count_as_finished() {
    enqueue(4);
    TaskId putBack = claim().id();
    lapse();
    assertSettles(claim(putBack), RETRY);
    for (TaskMetadata task : admin().list(TaskQuery.all())) {
      assertTrue(admin().purge(task.id()));
    }
    List<TaskMessage> batch = Arrays.asList(message().build(), message().build(), null);
    assertThrows(NullPointerException.class, () -> backend().enqueue(batch));
    enqueue();
    assertSettles(claim(), SUCCESS);

    List<Throughput> spans = admin().throughput(units(60), 3);

    long expected = contract().saysThroughput() ? 1 : 0;
    assertEquals(expected, spans.stream().mapToLong(Throughput::finished).sum());
    assertEquals(0, spans.stream().mapToLong(Throughput::dead).sum());
  }

  private List<TaskId> withStatus(List<TaskId> ids, TaskStatus status) {
    return ids.stream().filter(id -> status(id) == status).toList();
  }

  /** In the order of one listing, whichever way several queues of one batch are ordered. */
  private void assertPaged(List<TaskId> expected, TaskQuery query) {
    List<TaskId> all = list(query);
    assertEquals(expected.stream().sorted().toList(), all.stream().sorted().toList());
    for (int limit : List.of(1, 2, 5, 7)) {
      assertEquals(all, pages(query.limit(limit)), "by " + limit);
      assertEquals(all, lists(query.limit(limit)), "by " + limit);
    }
  }

  private List<TaskId> lists(TaskQuery query) {
    List<TaskId> ids = new ArrayList<>();
    for (List<TaskId> got = list(query); !got.isEmpty(); ) {
      ids.addAll(got);
      assertTrue(ids.size() < 400, "lists do not come to an end");
      got = list(query.before(got.get(got.size() - 1)));
    }
    return ids;
  }

  private List<TaskId> pages(TaskQuery query) {
    List<TaskId> ids = new ArrayList<>();
    TaskPage page = admin().page(query);
    for (int calls = 0; ; calls++) {
      assertTrue(calls < 400, "pages do not come to an end");
      assertTrue(page.tasks().size() <= query.limit());
      page.tasks().forEach(task -> ids.add(task.id()));
      if (page.next().isEmpty()) {
        return ids;
      }
      page = admin().page(query.before(page.next().get()));
    }
  }

  private Instant ended(TaskId id) {
    return find(id).finishedAt().orElseThrow();
  }

  private TaskMessage.Builder withPriority(int priority) {
    return has(Capability.PRIORITY) ? message().priority(priority) : message();
  }

  /** At least {@code least}, by no more than the rule may have taken where time really passes. */
  private void assertAge(Duration least, String queue) {
    Duration age = stats(queue).oldestDue().orElse(Duration.ZERO);
    assertTrue(
        age.compareTo(least) >= 0 && age.compareTo(least.plus(units(100))) < 0,
        () -> queue + " should be behind by " + least + ", but is by " + age);
  }
}
