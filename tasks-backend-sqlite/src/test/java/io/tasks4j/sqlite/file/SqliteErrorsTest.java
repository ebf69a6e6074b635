package io.tasks4j.sqlite.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqliteErrorsTest {
  private static final Path FILE = Path.of("tasks.db");

  @Test
  void a_native_library_that_java_refuses_is_told_with_the_option_that_allows_it() {
    Throwable refused = new IllegalCallerException("Illegal native access from an unnamed module");

    String message =
        SqliteErrors.of(FILE, new SQLException("Error opening connection", refused)).getMessage();

    assertEquals(
        "the SQLite file tasks.db answered: Error opening connection (Illegal native access from an"
            + " unnamed module); start java with --enable-native-access=ALL-UNNAMED",
        message);
  }

  @Test
  void an_error_of_the_driver_itself_is_told_with_its_cause() {
    Throwable cause = new UnsatisfiedLinkError("no library for this processor");

    String message =
        SqliteErrors.of(FILE, new SQLException("Error opening connection", cause)).getMessage();

    assertEquals(
        "the SQLite file tasks.db answered: Error opening connection"
            + " (java.lang.UnsatisfiedLinkError: no library for this processor)",
        message);
  }
}
