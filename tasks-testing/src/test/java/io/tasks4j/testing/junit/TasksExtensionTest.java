package io.tasks4j.testing.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tasks4j.BackendException;
import io.tasks4j.Task;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.testing.ManualClock;
import io.tasks4j.testing.TestTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class TasksExtensionTest {
  private static final TaskType<String, String> GREET =
      TaskType.of("greet", String.class, String.class);

  @RegisterExtension
  static final TasksExtension TASKS =
      TasksExtension.with(Task.of(GREET, (name, ctx) -> "Hello " + name));

  private TestTasks before;

  @BeforeEach
  void take(TestTasks tasks) {
    before = tasks;
  }

  @Test
  void a_test_is_given_tasks_queue_and_clock_that_belong_together(
      TestTasks tasks, TaskQueue queue, ManualClock clock) {
    assertSame(before, tasks);
    assertSame(tasks.queue(), queue);
    assertSame(tasks.clock(), clock);
  }

  @Test
  void the_tasks_given_are_registered(TestTasks tasks, TaskQueue queue) {
    queue.enqueue(GREET, "Ada");

    assertEquals(1, tasks.drain());
  }

  @Nested
  class In_a_nested_class {
    @Test
    void they_are_the_same_as_in_the_outer_setup(TestTasks tasks) {
      assertSame(before, tasks);
    }
  }

  @Test
  void each_test_has_tasks_of_its_own_closed_after_it() {
    Fresh.SEEN.clear();

    Map<String, TestExecutionResult> results = run(Fresh.class);

    assertEquals(2, results.size());
    assertPassed(results);
    assertNotSame(Fresh.SEEN.get(0), Fresh.SEEN.get(1));
    for (TestTasks tasks : Fresh.SEEN) {
      assertEquals(1, tasks.enqueued().count());
      BackendException e =
          assertThrows(BackendException.class, () -> tasks.queue().enqueue(GREET, "x"));
      assertEquals("the memory backend is closed", e.getMessage());
    }
  }

  @Test
  void a_test_that_left_a_dead_letter_fails_when_asked_to() {
    Map<String, TestExecutionResult> results = run(Strict.class);

    assertEquals(TestExecutionResult.Status.FAILED, results.get("leaves_one").getStatus());
    assertMessage(results.get("leaves_one"), "there are dead letters:\n- boom ");
    assertEquals(TestExecutionResult.Status.SUCCESSFUL, results.get("leaves_none").getStatus());
    assertMessage(results.get("fails_itself"), "my own failure");
  }

  @Test
  void a_dead_letter_is_no_failure_unless_asked_for() {
    assertPassed(run(Lenient.class));
  }

  @Test
  void tasks_run_at_once_when_inline_and_settings_are_kept() {
    assertPassed(run(Inline.class));
  }

  @Test
  void without_a_list_of_tasks_all_is_recorded() {
    assertPassed(run(RecordOnly.class));
  }

  @Test
  void tasks_outside_a_test_are_refused_with_advice() {
    Map<String, TestExecutionResult> results = run(TooEarly.class);

    assertEquals(1, results.size());
    assertMessage(
        results.values().iterator().next(), "tasks belong to one test: take them as a parameter");
  }

  private static void assertPassed(Map<String, TestExecutionResult> results) {
    results.forEach(
        (name, result) ->
            assertEquals(TestExecutionResult.Status.SUCCESSFUL, result.getStatus(), name));
    assertTrue(!results.isEmpty());
  }

  private static void assertMessage(TestExecutionResult result, String part) {
    String message = String.valueOf(result.getThrowable().orElseThrow().getMessage());
    assertTrue(message.contains(part), message);
    assertEquals(0, result.getThrowable().get().getSuppressed().length);
  }

  /** Runs a test class that is not run by itself; gives what became of tests, or of the class. */
  private static Map<String, TestExecutionResult> run(Class<?> testClass) {
    Map<String, TestExecutionResult> results = new TreeMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(testClass)).build();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier id, TestExecutionResult result) {
            if (id.isTest() || result.getThrowable().isPresent()) {
              results.put(id.getDisplayName().replaceAll("\\(.*", ""), result);
            }
          }
        };
    LauncherFactory.create().execute(request, listener);
    return results;
  }

  static Task<String, Void> boom() {
    return Task.of(
        "boom",
        String.class,
        Void.class,
        (p, ctx) -> {
          throw ctx.giveUp("boom");
        });
  }

  private static void leaveOne(TestTasks tasks) {
    tasks.queue().enqueue(boom(), "x");
    tasks.drain();
    assertEquals(1, tasks.deadLetters().size());
  }

  @Tag("specimen")
  static class Fresh {
    static final List<TestTasks> SEEN = new ArrayList<>();

    @RegisterExtension final TasksExtension tasks = TasksExtension.with();

    @Test
    void one(TestTasks tasks) {
      SEEN.add(tasks);
    }

    @Test
    void two(TestTasks tasks) {
      SEEN.add(tasks);
    }

    @AfterEach
    void still_open(TaskQueue queue) {
      queue.enqueue(GREET, "Ada");
    }
  }

  @Tag("specimen")
  static class Strict {
    @RegisterExtension
    static final TasksExtension TASKS =
        TasksExtension.with().failOnDeadLetters().configure(b -> b.register(boom()));

    @Test
    void leaves_one(TestTasks tasks) {
      leaveOne(tasks);
    }

    @Test
    void leaves_none(TestTasks tasks) {
      assertEquals(0, tasks.drain());
    }

    @Test
    void fails_itself(TestTasks tasks) {
      leaveOne(tasks);
      throw new IllegalStateException("my own failure");
    }
  }

  @Tag("specimen")
  static class Lenient {
    @RegisterExtension static final TasksExtension TASKS = TasksExtension.with(boom());

    @Test
    void leaves_one(TestTasks tasks) {
      leaveOne(tasks);
    }
  }

  @Tag("specimen")
  static class Inline {
    @RegisterExtension
    static final TasksExtension TASKS =
        TasksExtension.with(Task.of(GREET, (name, ctx) -> "Hello " + name))
            .failOnDeadLetters()
            .configure(builder -> builder.lease(Duration.ofMinutes(7)))
            .inline();

    @Test
    void runs_at_once(TestTasks tasks) {
      assertEquals(TaskStatus.SUCCESS, tasks.queue().enqueue(GREET, "Ada").status());
      assertEquals(Duration.ofMinutes(7), tasks.lease());
    }
  }

  @Tag("specimen")
  @ExtendWith(TasksExtension.class)
  static class RecordOnly {
    @Test
    void records(TestTasks tasks) {
      tasks.queue().enqueue(GREET, "Ada");

      assertEquals(0, tasks.drain());
      tasks.enqueued(GREET).withPayload("Ada").once();
    }
  }

  @Tag("specimen")
  @ExtendWith(TasksExtension.class)
  static class TooEarly {
    @BeforeAll
    static void too_early(TestTasks tasks) {
      tasks.drain();
    }

    @Test
    void never_gets_here() {}
  }
}
