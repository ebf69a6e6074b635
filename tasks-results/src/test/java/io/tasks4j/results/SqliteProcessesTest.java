package io.tasks4j.results;

class SqliteProcessesTest extends SeveralProcesses {
  @Override
  String address() {
    return "sqlite:" + folder.resolve("stores.db");
  }
}
