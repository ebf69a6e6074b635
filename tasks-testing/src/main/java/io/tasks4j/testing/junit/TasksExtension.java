package io.tasks4j.testing.junit;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.testing.ManualClock;
import io.tasks4j.testing.TestTasks;
import io.tasks4j.testing.TestTasksBuilder;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test {@link TestTasks} of its own, and closes them after it.
 *
 * <pre>{@code
 * @RegisterExtension static final TasksExtension TASKS = TasksExtension.with(new Resize());
 *
 * @Test void an_upload_is_resized(TestTasks tasks) { … }
 * }</pre>
 *
 * <p>Test methods, {@code @BeforeEach} and {@code @AfterEach} methods take a {@link TestTasks}, a
 * {@link TaskQueue} or a {@link ManualClock} as parameters, which belong together. Safe for
 * parallel tests as far as the registered tasks are. Immutable.
 */
public final class TasksExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TasksExtension.class);
  private static final Set<Class<?>> TYPES =
      Set.of(TestTasks.class, TaskQueue.class, ManualClock.class);

  private final Consumer<TestTasksBuilder> setup;
  private final boolean failOnDeadLetters;

  /** For {@code @ExtendWith}: no tasks are registered, so all are only recorded. */
  public TasksExtension() {
    this(builder -> {}, false);
  }

  private TasksExtension(Consumer<TestTasksBuilder> setup, boolean failOnDeadLetters) {
    this.setup = setup;
    this.failOnDeadLetters = failOnDeadLetters;
  }

  /** Tests with {@code tasks}; all tests share these instances. */
  public static TasksExtension with(Task<?, ?>... tasks) {
    Task<?, ?>[] copy = tasks.clone();
    return new TasksExtension(builder -> builder.register(copy), false);
  }

  /** The same, with tasks that run while they are enqueued; see {@link TestTasks#inline}. */
  public TasksExtension inline() {
    return configure(TestTasksBuilder::inline);
  }

  /** The same with further settings: {@code configure(b -> b.lease(Duration.ofMinutes(1)))}. */
  public TasksExtension configure(Consumer<TestTasksBuilder> more) {
    return new TasksExtension(setup.andThen(more), failOnDeadLetters);
  }

  /** The same, failing each test that passed but left dead letters. */
  public TasksExtension failOnDeadLetters() {
    return new TasksExtension(setup, true);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestTasksBuilder builder = TestTasks.builder();
    setup.accept(builder);
    context.getStore(NAMESPACE).put(TestTasks.class, builder.build());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestTasks tasks = context.getStore(NAMESPACE).remove(TestTasks.class, TestTasks.class);
    if (tasks == null) {
      return;
    }
    try (tasks) {
      // A test that failed already has the better story to tell.
      if (failOnDeadLetters && context.getExecutionException().isEmpty()) {
        tasks.assertNoDeadLetters();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestTasks tasks = context.getStore(NAMESPACE).get(TestTasks.class, TestTasks.class);
    if (tasks == null) {
      throw new ParameterResolutionException(
          "tasks belong to one test: take them as a parameter of a test method, @BeforeEach or"
              + " @AfterEach, not of a constructor, @BeforeAll or @AfterAll");
    }
    Class<?> type = parameter.getParameter().getType();
    if (type == TaskQueue.class) {
      return tasks.queue();
    }
    return type == ManualClock.class ? tasks.clock() : tasks;
  }
}
