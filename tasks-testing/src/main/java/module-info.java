/** Tests of tasks: a queue with a clock that stands still, and an extension of JUnit. */
module io.tasks4j.testing {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires static transitive org.junit.jupiter.api;

  exports io.tasks4j.testing;
  exports io.tasks4j.testing.junit;
}
