package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;

/** A call came after the close, or was under way then. */
final class ClosedBackendException extends BackendException {
  ClosedBackendException(String where) {
    super("the backend of RabbitMQ at " + where + " is closed", null);
  }
}
