package io.tasks4j.cli;

import java.io.Console;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Whoever sits in front of the program, if anybody does. */
interface Terminal {
  /** Whether somebody does, so that questions can be asked and progress shown. */
  boolean isThere();

  /** Asks, and gives the answer; empty when there is none. */
  Optional<String> ask(String question);

  /** Waits until the program is to end, which whoever sits there says by Ctrl-C. */
  default void awaitEnd() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** The one the program was started from. */
  @SuppressWarnings("SystemConsoleNull") // it is, by the property set first
  static Terminal ofSystem() {
    // Of Java 22 and 23: a console that is there even when input and output are redirected.
    System.setProperty("jdk.console", "java.base");
    Console console = System.console();
    return new Terminal() {
      @Override
      public boolean isThere() {
        return console != null;
      }

      @Override
      public Optional<String> ask(String question) {
        return console == null
            ? Optional.empty()
            : Optional.ofNullable(console.readLine("%s", question));
      }
    };
  }
}
