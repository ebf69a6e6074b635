/** The store {@code sqlite:}, a file. */
@SuppressWarnings("module") // io.tasks4j.results is built later
module io.tasks4j.sqlite {
  requires static transitive org.jspecify;
  requires transitive io.tasks4j.core;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports io.tasks4j.sqlite;
  exports io.tasks4j.sqlite.file to
      io.tasks4j.results;

  provides io.tasks4j.backend.TaskBackendProvider with
      io.tasks4j.sqlite.SqliteBackendProvider;
}
