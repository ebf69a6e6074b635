package io.tasks4j.chaos;

import io.tasks4j.BackendException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The waits of the director. Each starts the server again when it has ended, as a broker that met a
 * full disk may end a while later, and no wait is for ever.
 */
final class BoundedWait {
  private static final int POLL_MILLIS = 100;

  /** What was waited for did not come. */
  static final class MissedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String missed;

    private MissedException(String missed) {
      super(missed);
      this.missed = missed;
    }

    /** What, for how long, and what there was instead. */
    String missed() {
      return missed;
    }
  }

  private final Optional<? extends Store.Server> server;
  private final PrintStream out;

  BoundedWait(Optional<? extends Store.Server> server, PrintStream out) {
    this.server = server;
    this.out = out;
  }

  /** Starts the server again if it has ended. */
  void revive() throws InterruptedException {
    if (server.isPresent() && !server.get().isAlive()) {
      out.println("the server has ended; it is started again");
      start(server.get());
    }
  }

  /** Starts it; one that cannot, as its disk was full a moment ago, is left to the next revival. */
  void start(Store.Server ended) throws InterruptedException {
    try {
      ended.start();
    } catch (IOException e) {
      out.println("the server did not start: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Asks until there is an answer. A store that is away has none.
   *
   * @param what is waited for, as a verdict says it
   * @throws MissedException when there was none in time
   */
  <T> T until(String what, Duration bound, Supplier<Optional<T>> ask)
      throws InterruptedException, MissedException {
    long begin = System.nanoTime();
    while (true) {
      revive();
      String answer = "no";
      try {
        Optional<T> answered = ask.get();
        if (answered.isPresent()) {
          return answered.get();
        }
      } catch (BackendException e) {
        answer = e.toString();
      }
      if (System.nanoTime() - begin >= bound.toNanos()) {
        throw new MissedException(missed(what, bound, answer));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private String missed(String what, Duration bound, String answer) {
    String missed =
        String.format(Locale.ROOT, "waited %d s for %s: %s", bound.toSeconds(), what, answer);
    return server.isEmpty() ? missed : missed + "; the server's log ends:\n" + server.get().log();
  }
}
