package io.tasks4j.benchmarks.compare;

/** What is measured. Rates are tasks a second; the rest says its unit. */
enum Metric {
  ENQUEUE_1("enqueue, 1 thread", true),
  ENQUEUE_8("enqueue, 8 threads", true),
  ENQUEUE_BATCH("enqueue, batches of 100", true),
  DRAIN_1("drain, concurrency 1", true),
  DRAIN_10("drain, concurrency 10", true),
  DRAIN_100("drain, concurrency 100", true),
  DRAIN_10_BUSY("drain, concurrency 10, tasks of 1 ms", true),
  PICK_UP_MEDIAN("pick-up by an idle worker, median, ms", false),
  PICK_UP_P99("pick-up by an idle worker, p99, ms", false),
  CLIENT_CPU("client CPU, enqueue one by one and drain, µs a task", false),
  SERVER_CPU("server CPU, the same, µs a task", false),
  BYTES("bytes of the store for a waiting task", false);

  final String title;

  /** Whether more is better. */
  final boolean rate;

  Metric(String title, boolean rate) {
    this.title = title;
    this.rate = rate;
  }
}
