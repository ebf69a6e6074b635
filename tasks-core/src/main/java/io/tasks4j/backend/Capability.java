package io.tasks4j.backend;

/** What a backend can do beyond the promises that every backend keeps. */
public enum Capability {
  /** Accepted tasks outlive the process. */
  DURABLE,
  /** Several processes can share the store. */
  MULTI_PROCESS,
  /** Tasks can have a due time. */
  DELAY,
  /** Tasks of higher priority are handed out first. */
  PRIORITY,
  /** Unique keys are kept. */
  UNIQUE,
  /** Concurrency limits of a queue or a task name hold over all workers. */
  LIMITS,
  /** Queues can be paused. */
  PAUSE,
  /** Schedules are kept. */
  SCHEDULES,
  /** Tasks can be enqueued inside a JDBC transaction of the application. */
  JDBC_TRANSACTION,
  /** Locks by key are kept, so tasks can be exclusive. */
  LOCKS,
  /**
   * For brokers that keep their tasks in another store: a due time can be taken back, an enqueue
   * withdrawn.
   */
  EARLY_START,
  /** Tasks can wait for others: chains, groups and workflows. */
  JOIN,
  /** Tasks run when they are enqueued, so there is nothing to claim. */
  INLINE
}
