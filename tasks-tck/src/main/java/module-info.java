/** The contract kit: what every store does, as tests that a store's own tests inherit. */
module io.tasks4j.tck {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires transitive org.junit.jupiter.api;
  requires awaitility; // by the name of its jar: it declares none

  exports io.tasks4j.tck;
  exports io.tasks4j.tck.results;
  exports io.tasks4j.tck.worker;

  // JUnit calls the rules, which a store's tests need not see.
  opens io.tasks4j.tck;
  opens io.tasks4j.tck.results;
  opens io.tasks4j.tck.worker;
}
