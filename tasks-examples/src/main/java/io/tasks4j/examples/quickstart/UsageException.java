package io.tasks4j.examples.quickstart;

/** The program was called in a way that cannot work; the message says what would. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
