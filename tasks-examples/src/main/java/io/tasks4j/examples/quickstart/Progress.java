package io.tasks4j.examples.quickstart;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.worker.WorkerListener;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears what the worker does, shows it on the screen, and counts it. Thread-safe. */
final class Progress implements WorkerListener {
  private final Screen screen;
  private final Screen.Meter meter;
  private final Map<TaskId, Picture> pictures;
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger died = new AtomicInteger();

  Progress(Screen screen, Screen.Meter meter, Map<TaskId, Picture> pictures) {
    this.screen = screen;
    this.meter = meter;
    this.pictures = Map.copyOf(pictures);
  }

  @Override
  public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
    // Where the claim was lost before, another delivery of the task counts.
    if (!applied || !pictures.containsKey(claim.id())) {
      return;
    }
    if (outcome instanceof Outcome.Success) {
      made.incrementAndGet();
      meter.step();
    } else if (outcome instanceof Outcome.Retry retry) {
      retries.incrementAndGet();
      screen.line(
          String.format(
              Locale.ROOT,
              "  retry: %s, attempt %d failed, next in %d ms (%s)",
              name(claim.id()),
              claim.attempt(),
              retry.delay().toMillis(),
              why(retry.error())));
    } else if (outcome instanceof Outcome.Failure failure) {
      died.incrementAndGet();
      meter.step();
      screen.line(
          String.format(
              Locale.ROOT,
              "  dead:  %s, attempt %d was the last (%s)",
              name(claim.id()),
              claim.attempt(),
              why(failure.error())));
    }
  }

  @Override
  public void lost(LostDelivery delivery) {
    screen.line(
        String.format(
            Locale.ROOT,
            "  lost:  %s was in the hands of %s, which vanished",
            name(delivery.message().id()),
            delivery.worker()));
    if (delivery.next().isTerminal() && pictures.containsKey(delivery.message().id())) {
      died.incrementAndGet();
      meter.step();
    }
  }

  @Override
  public void backendAway(Throwable cause) {
    screen.line("  the task file cannot be used, trying again (" + cause.getMessage() + ")");
  }

  @Override
  public void backendBack() {
    screen.line("  the task file can be used again");
  }

  /** The summary of a run, with what was counted here. */
  Summary summary(int images, int before, int dead, Duration took) {
    return new Summary(images, made.get(), before, retries.get(), died.get(), dead, took);
  }

  /** An error in one line. */
  static String why(TaskError error) {
    String type = error.type().substring(error.type().lastIndexOf('.') + 1);
    return error.message().isEmpty() ? type : type + ": " + error.message();
  }

  private String name(TaskId id) {
    Picture picture = pictures.get(id);
    return picture == null ? "task " + id : picture.name();
  }
}
