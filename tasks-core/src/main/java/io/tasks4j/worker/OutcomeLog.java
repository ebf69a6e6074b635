package io.tasks4j.worker;

import io.tasks4j.TaskError;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.internal.LogText;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a person may have to act on: failures, and names that nobody registered. */
final class OutcomeLog {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Names come from messages: their number is bounded here. */
  private static final int MOST_NAMES = 1_000;

  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  void settled(Claim claim, Outcome outcome) {
    String name = claim.message().name();
    if (outcome instanceof Outcome.Failure failure) {
      TaskError e = failure.error();
      LOG.warn(
          "task {} ({}) is a dead letter after attempt {} ({}): {}: {}",
          claim.id(),
          name,
          claim.attempt(),
          e.reason(),
          LogText.line(e.type()),
          LogText.line(e.message()));
    } else if (outcome instanceof Outcome.Retry retry) {
      TaskError e = retry.error();
      LOG.info(
          "task {} ({}) failed at attempt {} and is tried again in {}: {}: {}",
          claim.id(),
          name,
          claim.attempt(),
          retry.delay(),
          LogText.line(e.type()),
          LogText.line(e.message()));
    } else if (outcome instanceof Outcome.Unknown
        && unknown.size() < MOST_NAMES
        && unknown.add(name)) {
      LOG.warn("no task '{}' is registered here; its tasks are put back for other workers", name);
    }
  }
}
