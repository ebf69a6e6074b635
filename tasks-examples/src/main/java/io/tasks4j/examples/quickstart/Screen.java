package io.tasks4j.examples.quickstart;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Lines of text, and a progress bar that stays below them; without a terminal the bar is lines too.
 * Thread-safe.
 */
final class Screen {
  private static final String CLEAR_LINE = "\r\033[K";

  /** With fewer columns, a time left would leave no room for the bar. */
  private static final int NARROW = 60;

  private final PrintStream out;
  private final int columns;
  private String bar = "";

  /**
   * A screen.
   *
   * @param columns width of the terminal; 0 without one
   */
  Screen(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  synchronized void line(String text) {
    // File names can hold anything, also what moves the cursor.
    String shown = text.replaceAll("\\p{Cntrl}", "?");
    out.print(bar.isEmpty() ? shown + "\n" : CLEAR_LINE + shown + "\n" + bar);
    out.flush();
  }

  /** Shows how far something is, from {@code done} on, until it is closed. */
  Meter meter(String what, long total, long done) {
    return columns == 0 ? lines(what, total, done) : bar(what, total, done);
  }

  /** How far something is. Thread-safe. */
  interface Meter extends AutoCloseable {
    void step();

    @Override
    void close();
  }

  private Meter bar(String what, long total, long done) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns - 1));
    if (columns < NARROW) {
      builder.hideEta();
    }
    ProgressBar shown = builder.build();
    shown.stepTo(done);
    return new Meter() {
      @Override
      public void step() {
        shown.step();
      }

      @Override
      public void close() {
        shown.close();
        leaveBar();
      }
    };
  }

  private Meter lines(String what, long total, long done) {
    AtomicLong count = new AtomicLong(done);
    return new Meter() {
      @Override
      public void step() {
        long now = count.incrementAndGet();
        if (now * 10 / total > (now - 1) * 10 / total) {
          line(what + ": " + now + " of " + total);
        }
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void draw(String text) {
    bar = text;
    out.print(CLEAR_LINE + text);
    out.flush();
  }

  private synchronized void leaveBar() {
    if (!bar.isEmpty()) {
      out.print("\n");
      bar = "";
    }
  }
}
