package io.tasks4j.testing.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.testing.ManualClock;
import io.tasks4j.testing.TaskRun;
import io.tasks4j.testing.TaskRunner;
import io.tasks4j.testing.TestTasks;
import io.tasks4j.testing.docs.SendReceipt.Outbox;
import io.tasks4j.testing.docs.SendReceipt.Receipt;
import io.tasks4j.testing.junit.TasksExtension;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The code of {@code docs/testing-your-tasks.md}, between {@code // snippet} and {@code // end};
 * {@link DocsMatchTest} compares the two.
 */
class DocSnippetsTest {
  // snippet
  private final Outbox outbox = new Outbox();

  @RegisterExtension final TasksExtension extension = TasksExtension.with(new SendReceipt(outbox));

  @Test
  void an_order_sends_a_receipt_after_five_minutes(TestTasks tasks) {
    Shop shop = new Shop(tasks.queue());

    shop.order("ada@example.org", 3);

    tasks.enqueued(SendReceipt.TYPE).withPayload(r -> r.amount() == 3).inQueue("mail").once();
    assertEquals(0, tasks.drain());
    assertEquals(1, tasks.advance(Duration.ofMinutes(5)));
    assertEquals(1, outbox.sent.size());
  }

  // end

  @Test
  void the_guide_shows_what_can_be_asserted(TestTasks tasks) {
    new Shop(tasks.queue()).order("ada@example.org", 3);
    // snippet
    tasks
        .enqueued(SendReceipt.TYPE)
        .withPayload(new Receipt("ada@example.org", 3))
        .inQueue("mail")
        .withPriority(5)
        .dueIn(Duration.ofMinutes(5))
        .once();
    tasks.enqueued(SendReceipt.ARCHIVE).never();
    // end
  }

  // snippet
  @Test
  void a_receipt_is_sent_once_the_mail_server_is_back(TestTasks tasks, TaskQueue queue)
      throws InterruptedException {
    outbox.failures = 2;
    TaskHandle<String> handle = queue.enqueue(SendReceipt.TYPE, new Receipt("ada@example.org", 3));

    tasks.drain();
    assertEquals(TaskStatus.RETRY, handle.status());

    tasks.advance(Duration.ofSeconds(1)); // the first retry, which fails too
    tasks.advance(Duration.ofSeconds(2)); // the second
    assertEquals("sent to ada@example.org", handle.await(Duration.ZERO));
  }

  // end

  // snippet
  @Test
  void a_receipt_is_sent_once_even_when_the_worker_dies(TestTasks tasks, TaskQueue queue) {
    queue.enqueue(SendReceipt.TYPE, new Receipt("ada@example.org", 3));

    tasks.crashAfterRun();
    tasks.advance(tasks.lease());

    assertEquals(1, outbox.sent.size());
    tasks.enqueued(SendReceipt.ARCHIVE).once();
  }

  // end

  // snippet
  @Test
  void a_receipt_without_an_address_is_a_dead_letter(TestTasks tasks, TaskQueue queue) {
    queue.enqueue(SendReceipt.TYPE, new Receipt("", 3));

    tasks.drain();

    assertEquals("no address", tasks.deadLetters().get(0).error().orElseThrow().message());
  }

  // end

  // snippet
  @Test
  void a_reminder_is_sent_every_morning_also_when_the_clocks_change(TestTasks tasks) {
    tasks.clock().set(Instant.parse("2030-03-28T12:00:00Z"));
    CronSchedule mornings = CronSchedule.of("30 2 * * *", "Europe/Paris");
    tasks
        .schedules()
        .add("reminder", mornings, SendReceipt.TYPE, new Receipt("ada@example.org", 3));

    tasks.advance(Duration.ofDays(7));

    tasks.enqueued(SendReceipt.TYPE).times(7);
    assertEquals(7, outbox.sent.size());
  }

  // end

  // snippet
  @Test
  void the_task_alone() {
    TaskRun<String> run =
        TaskRunner.of(new SendReceipt(outbox))
            .attempt(2)
            .header("user", "ada")
            .run(new Receipt("ada@example.org", 3));

    assertEquals("sent to ada@example.org", run.result());
    assertEquals(1, run.progress().size());
    run.enqueued().ofType(SendReceipt.ARCHIVE).once();
  }

  @Test
  void a_failure_of_the_task_alone() {
    outbox.failures = 1;

    TaskRun<String> run = TaskRunner.of(new SendReceipt(outbox)).run(new Receipt("ada", 3));

    assertTrue(run.retries());
    assertEquals("mail server is down", run.error().orElseThrow().message());
  }

  // end

  @Test
  void the_guide_shows_the_inline_run() throws Exception {
    // snippet
    try (TestTasks tasks = TestTasks.inline(new SendReceipt(outbox))) {
      TaskHandle<String> handle =
          tasks.queue().enqueue(SendReceipt.TYPE, new Receipt("ada@example.org", 3));

      assertEquals("sent to ada@example.org", handle.await(Duration.ZERO));
    }
    // end
  }

  @Test
  void the_guide_shows_the_builder() {
    // snippet
    try (TestTasks tasks =
        TestTasks.builder()
            .register(new SendReceipt(outbox))
            .clock(new ManualClock(Instant.parse("2030-06-01T12:00:00Z")))
            .lease(Duration.ofMinutes(2))
            .queue(config -> config.defaults(TaskOptions.defaults().priority(7)))
            .backend(settings -> settings.maxDeliveries(1))
            .build()) {
      tasks.queue().enqueue(SendReceipt.TYPE, new Receipt("ada@example.org", 3));

      tasks.enqueued(SendReceipt.TYPE).withPriority(7).once();
    }
    // end
  }

  static class Extensions {
    // snippet
    @RegisterExtension
    static final TasksExtension TASKS =
        TasksExtension.with()
            .configure(builder -> builder.register(new SendReceipt(new Outbox())))
            .failOnDeadLetters();

    // end

    private Extensions() {}
  }
}
