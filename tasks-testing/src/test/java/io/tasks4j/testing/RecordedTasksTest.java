package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskOptions;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.testing.Resize.Image;
import io.tasks4j.testing.Resize.Thumbnail;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordedTasksTest {
  private static final Image CAT = new Image("cat.jpg", 200);
  private static final Image DOG = new Image("dog.jpg", 100);

  private final TestTasks tasks = TestTasks.create(new Resize());

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void every_condition_narrows_down() {
    TaskOptions special =
        TaskOptions.defaults()
            .queue("slow")
            .priority(9)
            .delay(Duration.ofMinutes(5))
            .header("user", "ada")
            .unique(UniqueKey.whileLive("cat"));
    tasks.queue().enqueue(Resize.TYPE, DOG);
    tasks.queue().enqueue(Resize.TYPE, CAT, special);
    tasks.queue().enqueue(Resize.ANNOUNCE, "both");
    RecordedTasks<Image> resizes = tasks.enqueued(Resize.TYPE);

    assertEquals(3, tasks.enqueued().count());
    assertEquals(List.of(DOG, CAT), resizes.payloads());
    assertEquals(CAT, resizes.withPayload(CAT).once().payload());
    assertEquals(CAT, resizes.withPayload(image -> image.width() == 200).once().payload());
    assertEquals(CAT, resizes.inQueue("slow").once().payload());
    assertEquals(CAT, resizes.withPriority(9).once().payload());
    assertEquals(CAT, resizes.dueIn(Duration.ofMinutes(5)).once().payload());
    assertEquals(CAT, resizes.dueAt(ManualClock.START.plusSeconds(300)).once().payload());
    assertEquals(CAT, resizes.withHeader("user", "ada").once().payload());
    assertEquals(CAT, resizes.withUniqueKey("cat").once().payload());
    assertEquals(DOG, resizes.dueAtOnce().once().payload());
    assertEquals(DOG, resizes.where("not unique", t -> t.unique().isEmpty()).once().payload());
    resizes.inQueue("slow").withPriority(5).never();
    resizes.withHeader("user", "bob").never();
  }

  @Test
  void a_recorded_task_tells_its_options_with_the_defaults_resolved() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, CAT);

    RecordedTask<Image> task = tasks.enqueued(Resize.TYPE).once();

    assertEquals(handle.id(), task.id());
    assertEquals("images.resize", task.name());
    assertEquals("images", task.queue());
    assertEquals(5, task.priority());
    assertEquals(Duration.ZERO, task.delay());
    assertEquals(ManualClock.START, task.enqueuedAt());
    assertEquals(ManualClock.START, task.dueAt());
    assertEquals(Duration.ofSeconds(30), task.message().timeout().orElseThrow());
    assertTrue(task.message().retry().jitter(), "the record shows what was enqueued");
  }

  @Test
  void a_due_time_in_the_past_is_due_at_once() {
    tasks
        .queue()
        .enqueue(
            Resize.TYPE, CAT, TaskOptions.defaults().dueAt(ManualClock.START.minusSeconds(60)));

    tasks.enqueued(Resize.TYPE).dueAtOnce().once();
  }

  @Test
  void what_is_missing_is_reported_with_all_there_was() {
    tasks.queue().enqueue(Resize.TYPE, DOG, TaskOptions.defaults().header("user", "ada"));
    tasks.queue().enqueue(Resize.ANNOUNCE, "x", TaskOptions.defaults().delay(Duration.ofHours(1)));

    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> tasks.enqueued(Resize.TYPE).withPayload(CAT).inQueue("images").once());

    assertEquals(
        """
        expected exactly 1 enqueued task(s) of type images.resize, with payload \
        Image[path=cat.jpg, width=200, failures=0], in queue 'images', but found 0. \
        Enqueued (* matches):
          1. images.resize {"path":"dog.jpg","width":100,"failures":0} in queue 'images', \
        priority 5, due at once, headers {user=ada}
          2. images.announce "x" in queue 'default', priority 5, due in PT1H\
        """,
        e.getMessage());
  }

  @Test
  void what_is_too_many_is_marked() {
    tasks.queue().enqueueAll(Resize.TYPE, List.of(DOG, CAT));
    tasks
        .queue()
        .enqueue(Resize.TYPE, CAT, TaskOptions.defaults().unique(UniqueKey.whileLive("c")));
    RecordedTasks<Image> cats = tasks.enqueued(Resize.TYPE).withPayload(i -> i.width() == 200);

    AssertionError never = assertThrows(AssertionError.class, cats::never);

    assertTrue(never.getMessage().contains("expected exactly 0"), never.getMessage());
    assertTrue(never.getMessage().contains("but found 2"), never.getMessage());
    assertTrue(never.getMessage().contains("\n  1. "), never.getMessage());
    assertTrue(never.getMessage().contains("\n* 2. "), never.getMessage());
    assertTrue(never.getMessage().contains("\n* 3. "), never.getMessage());
    assertTrue(never.getMessage().contains("unique 'c'"), never.getMessage());
    assertEquals(2, cats.times(2).size());
    assertThrows(AssertionError.class, cats::once);
  }

  @Test
  void at_least_once_needs_one() {
    RecordedTasks<Image> before = tasks.enqueued(Resize.TYPE);
    tasks.queue().enqueueAll(Resize.TYPE, List.of(CAT, DOG));

    AssertionError e = assertThrows(AssertionError.class, before::atLeastOnce);

    assertTrue(e.getMessage().endsWith("Nothing was enqueued."), e.getMessage());
    assertEquals(2, tasks.enqueued(Resize.TYPE).atLeastOnce().size());
  }

  @Test
  void a_long_list_is_cut() {
    tasks.queue().enqueueAll(Resize.TYPE, IntStream.range(0, 60).mapToObj(i -> CAT).toList());

    String text = tasks.enqueued().toString();

    assertTrue(text.endsWith("… and 10 more"), text);
  }

  @Test
  void the_raw_payload_can_be_asked_without_a_type() {
    tasks.queue().enqueue(Resize.ANNOUNCE, "hello");

    tasks.enqueued().withPayload(json -> json.text().contains("hello")).once();
  }

  @Test
  void a_payload_of_another_type_is_an_error() {
    TaskType<Integer, Void> wrong = TaskType.of("images.announce", Integer.class);
    tasks.queue().enqueue(Resize.ANNOUNCE, "hello");

    assertThrows(TaskSerializationException.class, () -> tasks.enqueued(wrong));
  }

  @Test
  void it_can_be_looped_over() {
    tasks.queue().enqueueAll(Resize.TYPE, List.of(CAT, DOG));

    int widths = 0;
    for (RecordedTask<Image> task : tasks.enqueued(Resize.TYPE)) {
      widths += task.payload().width();
    }

    assertEquals(300, widths);
    assertEquals(2, tasks.enqueued(Resize.TYPE).list().size());
  }
}
