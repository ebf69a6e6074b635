/** A page for operators, and the interface over HTTP that it calls. */
@SuppressWarnings("module") // io.tasks4j.cli is built later
module io.tasks4j.dashboard {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires jdk.httpserver;
  requires org.slf4j;

  exports io.tasks4j.dashboard;
  exports io.tasks4j.dashboard.view to
      io.tasks4j.cli;
}
