package io.tasks4j.cli;

/** How the program ends, as {@code docs/cli.md} says. */
final class ExitCode {
  static final int OK = 0;

  /** Something asked for could not be done or found. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The store cannot be opened or reached. */
  static final int STORE = 3;

  /** Nobody confirmed what would destroy. */
  static final int NOT_CONFIRMED = 4;

  private ExitCode() {}
}
