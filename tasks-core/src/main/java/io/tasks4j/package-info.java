/**
 * For applications: the vocabulary of background tasks.
 *
 * <p>In the order one needs it: implement {@link io.tasks4j.Task} (what runs), name it with a
 * {@link io.tasks4j.TaskType} (what producers know), tune it with {@link io.tasks4j.TaskOptions},
 * enqueue it through {@link io.tasks4j.queue.TaskQueue}, and run it with {@link
 * io.tasks4j.worker.Worker}.
 *
 * <p>Packages depend one way: {@code worker → executor → queue → backend → result → message, codec
 * → root → retry}.
 */
@NullMarked
package io.tasks4j;

import org.jspecify.annotations.NullMarked;
