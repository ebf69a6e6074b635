/**
 * Tasks, queues, workers, chains, schedules, and what a store is: everything that Tasks4J does on
 * every store. Brings the stores {@code memory:}, {@code immediate:} and {@code dummy:}.
 */
@SuppressWarnings("module") // those that it exports to are built later
module io.tasks4j.core {
  requires static transitive org.jspecify;
  requires transitive java.sql;
  requires transitive tools.jackson.databind;
  requires com.cronutils;
  requires java.net.http;
  requires org.slf4j;

  exports io.tasks4j;
  exports io.tasks4j.backend;
  exports io.tasks4j.backend.dummy;
  exports io.tasks4j.backend.memory;
  exports io.tasks4j.chain;
  exports io.tasks4j.codec;
  exports io.tasks4j.executor;
  exports io.tasks4j.health;
  exports io.tasks4j.internal to
      io.tasks4j.cli,
      io.tasks4j.dashboard,
      io.tasks4j.micrometer,
      io.tasks4j.opentelemetry,
      io.tasks4j.rabbitmq,
      io.tasks4j.redis,
      io.tasks4j.results,
      io.tasks4j.spring,
      io.tasks4j.sqlite,
      io.tasks4j.tck,
      io.tasks4j.testing;
  exports io.tasks4j.internal.json to
      io.tasks4j.cli,
      io.tasks4j.results;
  exports io.tasks4j.lock;
  exports io.tasks4j.message;
  exports io.tasks4j.queue;
  exports io.tasks4j.result;
  exports io.tasks4j.retry;
  exports io.tasks4j.schedule;
  exports io.tasks4j.webhook;
  exports io.tasks4j.worker;

  uses io.tasks4j.backend.TaskBackendProvider;

  provides io.tasks4j.backend.TaskBackendProvider with
      io.tasks4j.internal.providers.DummyBackendProvider,
      io.tasks4j.internal.providers.MemoryBackendProvider,
      io.tasks4j.internal.providers.ImmediateBackendProvider;
}
