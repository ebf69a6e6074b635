/**
 * For applications on Spring Boot: a queue, a worker and schedules from the application's context.
 *
 * <p>{@link io.tasks4j.spring.TasksProperties} are the settings, {@link
 * io.tasks4j.spring.ScheduledTask} marks what is timed, and {@link
 * io.tasks4j.spring.AfterCommitTaskQueue} enqueues when a transaction has committed.
 */
@NullMarked
package io.tasks4j.spring;

import org.jspecify.annotations.NullMarked;
