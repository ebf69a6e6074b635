package io.tasks4j.queue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param <R> result
 * @param status SUCCESS, FAILURE or CANCELLED
 * @param result what the task gave; empty when it gave none, or did not succeed
 * @param error why it failed, or which other task it waited for in vain; empty otherwise
 */
public record TaskEnd<R>(TaskStatus status, Optional<R> result, Optional<TaskError> error) {}
