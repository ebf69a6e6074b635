package io.tasks4j.backend;

import io.tasks4j.TaskStatus;
import io.tasks4j.message.TaskMessage;

/**
 * A delivery whose lease lapsed, as found by a claim.
 *
 * @param message the task
 * @param losses lost deliveries so far, this one included
 * @param worker name of the worker that lost it
 * @param next what became of the task: RETRY, FAILURE after too many losses, or CANCELLED when a
 *     cancel had been requested
 */
public record LostDelivery(TaskMessage message, int losses, String worker, TaskStatus next) {}
