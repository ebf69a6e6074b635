package io.tasks4j.backend;

import io.tasks4j.TaskId;

/**
 * What became of one message.
 *
 * @param id the task that now stands for it: its own id, or that of the task holding its unique key
 * @param accepted whether it was stored; false when its id or its unique key was there before
 */
public record EnqueueResult(TaskId id, boolean accepted) {}
