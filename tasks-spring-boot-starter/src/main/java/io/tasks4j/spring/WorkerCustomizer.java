package io.tasks4j.spring;

import io.tasks4j.worker.WorkerBuilder;

/**
 * Changes the worker of the application before it starts; the beans of this type are called in
 * their order, after the properties were applied. Called on each start of the context.
 */
@FunctionalInterface
public interface WorkerCustomizer {
  /** Changes what the worker is built from. */
  void customize(WorkerBuilder builder);
}
