package io.tasks4j.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code @ScheduledTask} makes of tasks and methods. */
class ScheduledTasksTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TasksAutoConfiguration.class))
          .withPropertyValues("tasks4j.address=memory:");

  static final class Reports {
    private final BlockingQueue<TaskId> runs = new LinkedBlockingQueue<>();

    @ScheduledTask(name = "report", every = "${report.every:1s}")
    void report(TaskContext context) {
      runs.add(context.id());
    }

    @ScheduledTask(name = "broken", cron = "${broken.cron:0 3 * * *}", zone = "Europe/Paris")
    int broken() {
      return List.of("paper").get(1).length();
    }

    @ScheduledTask(name = "never", cron = "${never.cron:-}")
    void never() {}
  }

  @ScheduledTask(cron = "@daily")
  static final class Sweep implements Task<Void, Integer> {
    static final TaskType<Void, Integer> TYPE = TaskType.of("sweep", Void.class, Integer.class);

    @Override
    public TaskType<Void, Integer> type() {
      return TYPE;
    }

    @Override
    public Integer execute(Void payload, TaskContext context) {
      return 7;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Functions {
    @Bean
    @ScheduledTask(name = "hourly-ping", cron = "0 * * * *")
    Task<Void, String> ping() {
      return Task.of("ping", Void.class, String.class, (none, context) -> "pong");
    }
  }

  @Test
  void a_method_runs_when_its_schedule_says_so() {
    runner
        .withBean(Reports.class)
        .run(
            context -> {
              TaskId run = context.getBean(Reports.class).runs.poll(10, TimeUnit.SECONDS);

              assertEquals(
                  "report",
                  context
                      .getBean(TaskQueue.class)
                      .admin()
                      .find(run)
                      .orElseThrow()
                      .message()
                      .headers()
                      .get(Scheduler.NAME_HEADER));
            });
  }

  @Test
  void tasks_are_scheduled_by_class_and_by_the_method_that_makes_them() {
    runner
        .withBean(Reports.class)
        .withBean(Sweep.class)
        .withUserConfiguration(Functions.class)
        .run(
            context -> {
              Schedules schedules = Schedules.of(context.getBean(TaskQueue.class));

              assertEquals(
                  List.of("broken", "hourly-ping", "report", "sweep"),
                  schedules.list().stream().map(ScheduleInfo::name).sorted().toList());
              assertEquals(
                  CronSchedule.of("0 3 * * *", "Europe/Paris"),
                  schedules.find("broken").orElseThrow().schedule().orElseThrow());
              assertEquals(7, trigger(context.getBean(TaskQueue.class), "sweep", Sweep.TYPE));
            });
  }

  @Test
  void what_a_method_throws_is_what_the_task_died_of() {
    runner
        .withBean(Reports.class)
        .run(
            context -> {
              TaskQueue queue = context.getBean(TaskQueue.class);
              TaskType<Void, Void> type =
                  TaskType.of("broken", Void.class)
                      .withDefaults(TaskOptions.defaults().retry(RetryStrategy.none()));

              TaskExecutionException thrown =
                  assertThrows(
                      TaskExecutionException.class,
                      () -> queue.enqueue(type, null).await(Duration.ofSeconds(10)));

              assertTrue(thrown.getMessage().contains("IndexOutOfBounds"), thrown.getMessage());
            });
  }

  @Test
  void a_process_that_fires_no_schedules_defines_none() {
    runner
        .withPropertyValues("tasks4j.scheduler.enabled=false")
        .withBean(Reports.class)
        .run(
            context ->
                assertEquals(List.of(), Schedules.of(context.getBean(TaskQueue.class)).list()));
  }

  /** Starts the application of a release on the store of the one before, and gives what is left. */
  private List<String> schedules(Class<?> release, Path folder, String... properties) {
    List<String> names = new ArrayList<>();
    runner
        .withPropertyValues("tasks4j.address=sqlite:" + folder.resolve("tasks.db"))
        .withPropertyValues(properties)
        .withBean(release)
        .run(
            context -> {
              assertNull(context.getStartupFailure());
              Schedules.of(context.getBean(TaskQueue.class))
                  .list()
                  .forEach(s -> names.add(s.name()));
            });
    return names;
  }

  static final class Renamed {
    @ScheduledTask(name = "report.of.now", every = "1h")
    void report() {}
  }

  static final class Off {
    @ScheduledTask(name = "report", cron = "-")
    void report() {}
  }

  @Test
  void a_schedule_that_is_turned_off_by_a_dash_fires_no_more(@TempDir Path folder) {
    assertEquals(List.of("broken", "report"), schedules(Reports.class, folder));
    assertEquals(List.of("report"), schedules(Reports.class, folder, "broken.cron=-"));
  }

  @Test
  void a_dash_turns_off_also_where_nothing_else_is_scheduled(@TempDir Path folder) {
    assertEquals(List.of("broken", "report"), schedules(Reports.class, folder));
    assertEquals(List.of("broken"), schedules(Off.class, folder));
  }

  @Test
  void a_schedule_whose_annotation_is_gone_stays_with_a_warning(@TempDir Path folder) {
    List<String> first = schedules(Reports.class, folder);
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      assertEquals(List.of("broken", "report", "report.of.now"), schedules(Renamed.class, folder));
      assertTrue(log.toString(UTF_8).contains("broken, report"), log.toString(UTF_8));
      log.reset();
      assertEquals(
          List.of("broken", "report", "report.of.now"),
          schedules(Renamed.class, folder, "tasks4j.scheduler.others=keep"));
      assertFalse(log.toString(UTF_8).contains("broken, report"), log.toString(UTF_8));
    } finally {
      System.setErr(before);
    }
    assertEquals(List.of("broken", "report"), first);
  }

  @Test
  void where_annotations_are_all_there_is_others_are_removed(@TempDir Path folder) {
    assertEquals(List.of("broken", "report"), schedules(Reports.class, folder));
    assertEquals(
        List.of("report.of.now"),
        schedules(Renamed.class, folder, "tasks4j.scheduler.others=remove"));
    assertEquals(List.of(), schedules(Object.class, folder, "tasks4j.scheduler.others=remove"));
  }

  static final class Nameless {
    @ScheduledTask(every = "1m")
    void work() {}
  }

  static final class Timeless {
    @ScheduledTask(name = "timeless")
    void work() {}
  }

  static final class Greedy {
    @ScheduledTask(name = "greedy", every = "1m")
    void work(String what) {}
  }

  @ScheduledTask(every = "1m")
  static final class NoTask {}

  @Configuration(proxyBeanMethods = false)
  static class NeedsPayload {
    @Bean
    @ScheduledTask(every = "1m")
    Task<String, String> echo() {
      return Task.of("echo", String.class, String.class, (text, context) -> text);
    }
  }

  @Test
  void what_cannot_be_scheduled_fails_the_start() {
    assertRefused(Nameless.class, "needs a name");
    assertRefused(Timeless.class, "one of cron and every");
    assertRefused(Greedy.class, "must take nothing or a TaskContext");
    assertRefused(NoTask.class, "which is no Task");
    assertRefused(NeedsPayload.class, "needs a payload of java.lang.String");
  }

  private void assertRefused(Class<?> bean, String message) {
    runner
        .withUserConfiguration(bean)
        .run(
            context -> {
              String said = causes(context.getStartupFailure());
              assertTrue(said.contains(message), said);
            });
  }

  private static String causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .map(String::valueOf)
        .collect(Collectors.joining("\n"));
  }

  private static <R> R trigger(TaskQueue queue, String name, TaskType<Void, R> type)
      throws InterruptedException {
    return queue.handle(type, Schedules.of(queue).trigger(name)).await(Duration.ofSeconds(10));
  }
}
