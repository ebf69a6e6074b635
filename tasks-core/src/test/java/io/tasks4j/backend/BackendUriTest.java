package io.tasks4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks.db",
        "/data/tasks.db",
        "./app:pw@host",
        "/data/app:pw@host",
        "app@host.db",
        "C:/of app@host.db",
        "C:\\of app@host.db"
      })
  void a_file_is_named_as_it_stands(String rest) {
    assertEquals(Path.of(rest), BackendUri.parse("sqlite:" + rest).file());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app:pw@host",
        ":pw@host",
        "app:p/w@host:5432/name",
        "a:pw@host",
        "///app:pw@host",
        "//app:pw@host",
        "//host:5432"
      })
  void the_address_of_a_server_is_no_file(String rest) {
    BackendUri uri = BackendUri.parse("sqlite:" + rest);

    String message = assertThrows(IllegalArgumentException.class, uri::file).getMessage();

    assertTrue(message.startsWith("a sqlite address names a file, like sqlite:tasks.db"), message);
    assertFalse(message.contains("pw"), message);
  }
}
