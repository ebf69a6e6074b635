package io.tasks4j.worker;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.internal.LogText;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of a worker as one that never throws. */
final class WorkerListeners implements WorkerListener {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final List<WorkerListener> listeners;

  WorkerListeners(List<WorkerListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void workerStarted(Worker worker) {
    tell(listener -> listener.workerStarted(worker));
  }

  @Override
  public void workerStopped(Worker worker) {
    tell(listener -> listener.workerStopped(worker));
  }

  @Override
  public void renewed(Claim claim, ClaimState state) {
    tell(listener -> listener.renewed(claim, state));
  }

  @Override
  public void started(Claim claim) {
    tell(listener -> listener.started(claim));
  }

  @Override
  public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
    tell(listener -> listener.settled(claim, outcome, applied, took));
  }

  @Override
  public void lost(LostDelivery delivery) {
    tell(listener -> listener.lost(delivery));
  }

  @Override
  public void abandoned(Claim claim) {
    tell(listener -> listener.abandoned(claim));
  }

  @Override
  public void backendAway(Throwable cause) {
    tell(listener -> listener.backendAway(cause));
  }

  @Override
  public void backendBack() {
    tell(WorkerListener::backendBack);
  }

  private void tell(Consumer<WorkerListener> call) {
    for (WorkerListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (Throwable e) {
        LOG.warn("the worker listener {} failed", listener.getClass().getName(), LogText.trace(e));
      }
    }
  }
}
