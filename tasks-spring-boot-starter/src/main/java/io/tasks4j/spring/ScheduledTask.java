package io.tasks4j.spring;

import io.tasks4j.schedule.Overlap;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Enqueues a task when a schedule says so, once over all processes on the store.
 *
 * <p>On a {@link io.tasks4j.Task} whose payload type is {@link Void}, by its class or by the method
 * that makes the bean; or on a method of a bean, which becomes a task of the schedule's name. Such
 * a method takes nothing or a {@link io.tasks4j.TaskContext}, and what it returns is ignored.
 *
 * <p>Schedules are kept in the store. One whose annotation is taken away goes on there, with a WARN
 * at each start, until {@link io.tasks4j.schedule.Schedules#remove} removes it, or the property
 * {@code tasks4j.scheduler.others=remove}. All texts may have placeholders, such as {@code
 * ${report.cron}}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface ScheduledTask {
  /**
   * Name of the schedule: 1 to 128 letters, digits, {@code . _ - : /}. Default the name of the
   * task; a method needs one.
   */
  String name() default "";

  /**
   * Cron text, as {@link io.tasks4j.schedule.CronSchedule#of} reads it; {@code -} turns it off, and
   * removes it from the store.
   */
  String cron() default "";

  /**
   * A period from 1 s, such as {@code 30s}, {@code 5m} or {@code PT1H}, in place of a cron text.
   */
  String every() default "";

  /** Whose clocks a cron text goes by, such as {@code Europe/Paris}; default {@code UTC}. */
  String zone() default "UTC";

  /** What becomes of a tick while the task of an earlier one has not ended. */
  Overlap overlap() default Overlap.ALLOW;
}
