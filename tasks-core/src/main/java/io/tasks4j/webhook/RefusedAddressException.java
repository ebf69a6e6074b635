package io.tasks4j.webhook;

import java.io.IOException;

/** An address must not be connected to; trying again would change nothing. */
final class RefusedAddressException extends IOException {
  RefusedAddressException(String message) {
    super(message);
  }
}
