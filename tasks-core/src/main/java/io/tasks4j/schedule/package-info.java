/**
 * For applications: work that is timed.
 *
 * <p>A {@link io.tasks4j.schedule.Schedule} says when, and computes only. {@link
 * io.tasks4j.schedule.CronSchedule} is one that is written as text.
 */
@NullMarked
package io.tasks4j.schedule;

import org.jspecify.annotations.NullMarked;
