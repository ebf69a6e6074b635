package io.tasks4j.sqlite.file;

import io.tasks4j.BackendException;
import java.nio.file.Path;

/** A call came after the close, or was under way then. */
public final class ClosedBackendException extends BackendException {
  /** What was opened on {@code file} is closed. */
  public ClosedBackendException(Path file) {
    super("the store in the SQLite file " + file + " is closed", null);
  }
}
