package io.tasks4j.micrometer;

/** The names of all metrics, as {@code docs/metrics.md} describes them. */
final class MeterNames {
  static final String QUEUE_TASKS = "tasks4j.queue.tasks";
  static final String QUEUE_OLDEST_DUE = "tasks4j.queue.oldest.due";
  static final String QUEUE_PAUSED = "tasks4j.queue.paused";
  static final String TASK_WAIT = "tasks4j.task.wait";
  static final String TASK_RUN = "tasks4j.task.run";
  static final String TASK_LOST = "tasks4j.task.lost";
  static final String TASK_ABANDONED = "tasks4j.task.abandoned";
  static final String WORKER_SLOTS_USED = "tasks4j.worker.slots.used";
  static final String WORKER_SLOTS_MAX = "tasks4j.worker.slots.max";
  static final String LEASE_RENEWALS = "tasks4j.lease.renewals";
  static final String BACKEND_OUTAGES = "tasks4j.backend.outages";

  private MeterNames() {}
}
