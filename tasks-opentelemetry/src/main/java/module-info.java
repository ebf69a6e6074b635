/** Traces of tasks, by OpenTelemetry. */
module io.tasks4j.opentelemetry {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires transitive io.opentelemetry.api;
  requires io.opentelemetry.context;

  exports io.tasks4j.opentelemetry;
}
