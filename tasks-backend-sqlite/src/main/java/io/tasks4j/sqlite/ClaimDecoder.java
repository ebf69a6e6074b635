package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.message.MessageCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the messages of what was claimed, outside the transaction: reading JSON there would make
 * everybody wait. What cannot be read is buried. Thread-safe.
 */
final class ClaimDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteBackend.class);

  private final Writer writer;
  private final Settler settler;
  private final BackendSettings settings;

  ClaimDecoder(Writer writer, Settler settler, BackendSettings settings) {
    this.writer = writer;
    this.settler = settler;
    this.settings = settings;
  }

  Claims decode(Claimer.Found found) {
    List<Claim> claims = new ArrayList<>(found.started().size());
    for (Claimer.Started s : found.started()) {
      try {
        claims.add(
            new Claim(
                MessageCodec.decode(s.envelope()),
                s.token(),
                s.failures(),
                s.losses(),
                settings.isLastDelivery(s.losses())));
      } catch (TaskSerializationException e) {
        bury(s, e);
      }
    }
    List<LostDelivery> losses = new ArrayList<>(found.losses().size());
    for (Sweeper.Loss l : found.losses()) {
      try {
        losses.add(
            new LostDelivery(MessageCodec.decode(l.envelope()), l.losses(), l.worker(), l.next()));
      } catch (TaskSerializationException e) {
        LOG.debug("a lost delivery of a task that cannot be read", e);
      }
    }
    return new Claims(claims, losses);
  }

  /** A message that cannot be read becomes a dead letter, and its queue goes on. */
  private void bury(Claimer.Started claim, TaskSerializationException e) {
    try {
      Optional<TaskId> buried =
          writer.run(
              tx -> {
                int attempt = 1 + claim.failures() + claim.losses();
                Instant at = Instant.ofEpochMilli(tx.now());
                TaskError error = TaskError.of(TaskError.Reason.SERIALIZATION, e, attempt, at);
                return settler.bury(tx, claim, error);
              });
      buried.ifPresent(
          id -> LOG.warn("task {} is a dead letter: its message cannot be read; purge it", id, e));
    } catch (BackendException failed) {
      // Its lease lapses, and the next claim tries again; the claims beside it go on.
      LOG.debug("a task that cannot be read is not buried yet", failed);
    }
  }
}
