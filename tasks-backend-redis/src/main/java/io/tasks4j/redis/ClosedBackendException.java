package io.tasks4j.redis;

import io.tasks4j.BackendException;

/** A call came after the close, or was under way then. */
final class ClosedBackendException extends BackendException {
  ClosedBackendException(String where) {
    super("the backend of " + where + " is closed", null);
  }
}
