package io.tasks4j.cli;

import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on the terminal while many tasks are changed; nothing where nobody sees it. */
final class ChangeProgress implements AutoCloseable {
  /** Fewer are done before a bar could be read. */
  private static final int FEWEST = 100;

  private static final int WIDTH = 80;

  private final Optional<ProgressBar> bar;

  private ChangeProgress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static ChangeProgress of(String verb, int count, StoreSession session) {
    if (count < FEWEST || !session.terminal().isThere()) {
      return new ChangeProgress(Optional.empty());
    }
    return new ChangeProgress(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(verb)
                .setInitialMax(count)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setConsumer(new Line(session.err()))
                .build()));
  }

  void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  /** One line, written over and over. */
  private record Line(PrintWriter err) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String rendered) {
      err.print("\r" + rendered);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
