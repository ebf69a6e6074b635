/** Metrics of workers and queues, by Micrometer. */
module io.tasks4j.micrometer {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires transitive micrometer.core;
  requires org.slf4j;

  exports io.tasks4j.micrometer;
}
