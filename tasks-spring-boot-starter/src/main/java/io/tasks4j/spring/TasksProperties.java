package io.tasks4j.spring;

import io.tasks4j.schedule.OtherSchedules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the starter. Immutable. A setting of the worker that is absent has the default of
 * {@link io.tasks4j.worker.WorkerConfig}.
 *
 * @param enabled whether there are beans of the starter at all
 * @param address the store, such as {@code sqlite:tasks.db}; needed unless there is a bean of type
 *     {@link io.tasks4j.queue.TaskQueue}
 * @param worker what runs tasks
 * @param scheduler what enqueues what {@link ScheduledTask} marks
 * @param dashboard where the dashboard is
 */
@ConfigurationProperties("tasks4j")
public record TasksProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String address,
    @DefaultValue Worker worker,
    @DefaultValue Scheduler scheduler,
    @DefaultValue Dashboard dashboard) {

  /** Without the address, which may hold a password. */
  @Override
  public String toString() {
    return "TasksProperties[enabled="
        + enabled
        + ", worker="
        + worker
        + ", scheduler="
        + scheduler
        + ", dashboard="
        + dashboard
        + "]";
  }

  /**
   * What runs tasks.
   *
   * @param enabled whether this process runs tasks; one that does not only enqueues them
   * @param name for logs and metadata
   * @param queues where to look for tasks, in strict order; by default where its own tasks go
   * @param concurrency tasks that run at once, from 1 to 10,000
   * @param pollInterval the longest wait before looking for tasks without being told
   * @param lease how long a claimed task is held without renewal
   * @param stopTimeout how long the application waits for running tasks when it stops
   * @param virtualThreads whether tasks run on virtual threads, which needs Java 21
   */
  public record Worker(
      @DefaultValue("true") boolean enabled,
      @Nullable String name,
      @DefaultValue List<String> queues,
      @Nullable Integer concurrency,
      @Nullable Duration pollInterval,
      @Nullable Duration lease,
      @Nullable Duration stopTimeout,
      @Nullable Boolean virtualThreads) {}

  /**
   * What enqueues what is timed.
   *
   * @param enabled whether this process fires schedules
   * @param others what becomes of schedules in the store that no annotation here defines
   */
  public record Scheduler(
      @DefaultValue("true") boolean enabled, @DefaultValue("warn") OtherSchedules others) {}

  /**
   * Where the dashboard is, and who may look.
   *
   * @param path under which it is mounted, such as {@code /admin/tasks}; none when absent
   * @param title what its pages are called
   * @param username for signing in by HTTP Basic, when there is no bean of type {@code
   *     Authenticator}
   * @param password the password that belongs to it, 8 characters or more
   * @param writable whether who signs in so may change things
   * @param showPayloads whether payloads and results are shown
   */
  public record Dashboard(
      @Nullable String path,
      @DefaultValue("Tasks") String title,
      @DefaultValue("tasks") String username,
      @Nullable String password,
      @DefaultValue("false") boolean writable,
      @DefaultValue("true") boolean showPayloads) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Dashboard[path=" + path + ", username=" + username + ", writable=" + writable + "]";
    }
  }
}
