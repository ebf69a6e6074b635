package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import java.nio.file.Path;

/** A call came after the close, or was under way then. */
final class ClosedBackendException extends BackendException {
  ClosedBackendException(Path file) {
    super("the SQLite backend of " + file + " is closed", null);
  }
}
