package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.util.Optional;

/**
 * How one member of a group ended.
 *
 * @param index which member, from 0, in the order in which they were added
 * @param task id of its task
 * @param status SUCCESS, FAILURE or CANCELLED
 * @param result its result; empty when it gave none, or did not succeed
 * @param error why it did not succeed, if that is known
 * @param <R> result
 */
public record GroupOutcome<R>(
    int index, TaskId task, TaskStatus status, Optional<R> result, Optional<TaskError> error) {}
