/** Stores of results and records apart from a queue's. */
module io.tasks4j.results {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires static transitive io.tasks4j.redis;
  requires static io.tasks4j.sqlite;
  requires org.slf4j;

  exports io.tasks4j.results;
}
