package io.tasks4j.cli;

/** There is no store where the address says. */
final class StoreMissingException extends RuntimeException {
  StoreMissingException(String problem) {
    super(problem);
  }
}
