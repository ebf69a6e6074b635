package io.tasks4j.sqlite.file;

import io.tasks4j.BackendException;
import java.nio.file.Path;

/**
 * The SQLite file that was opened is not at its path any more, so that what is written to it is
 * lost. Calls fail until it is back, or the store is closed and opened anew.
 */
public final class LostFileException extends BackendException {
  LostFileException(Path file, String what) {
    super(
        file
            + " "
            + what
            + " while it was in use, so what is written to it would be lost; put it back, or close"
            + " the store and open it anew. What was written in the last moments may be lost",
        null);
  }
}
