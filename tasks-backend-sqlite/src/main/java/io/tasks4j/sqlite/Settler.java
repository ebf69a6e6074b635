package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renews and settles claims: only those whose token is still the task's latest. */
final class Settler {
  private static final long SHORTEST_UNKNOWN_DELAY = 1_000;
  private static final long LONGEST_UNKNOWN_DELAY = 60_000;

  private final Inserter inserter;
  private final Ranks ranks;

  Settler(Inserter inserter, Ranks ranks) {
    this.inserter = inserter;
    this.ranks = ranks;
  }

  /** A settlement with everything in bytes, made before the transaction. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(Settlement settlement, byte @Nullable [] error, List<Inserter.Encoded> followUps) {
    static Encoded of(Settlement s) {
      return new Encoded(s, error(s.outcome()), Inserter.encode(s.followUps()));
    }

    private static byte @Nullable [] error(Outcome outcome) {
      if (outcome instanceof Outcome.Retry retry) {
        return MessageCodec.encodeError(retry.error());
      }
      return outcome instanceof Outcome.Failure failure
          ? MessageCodec.encodeError(failure.error())
          : null;
    }
  }

  List<ClaimState> renew(Tx tx, List<Renewal> renewals, Duration lease) throws SQLException {
    long until = tx.now() + lease.toMillis();
    List<ClaimState> states = new ArrayList<>(renewals.size());
    GivenUp givenUp = new GivenUp(tx.sql());
    for (Renewal renewal : renewals) {
      states.add(renew(tx, renewal, until, givenUp));
    }
    return states;
  }

  /** Settles in order, so that of several settlements of one claim the first holds. */
  List<Boolean> settle(Tx tx, List<Encoded> settlements) throws SQLException {
    List<Boolean> applied = new ArrayList<>(settlements.size());
    List<Encoded> successes = new ArrayList<>();
    for (Encoded each : settlements) {
      if (each.settlement.progress().isPresent()) {
        // First what came before it: a settlement of the same claim makes this one stale.
        succeed(tx, successes, applied);
        note(tx, each.settlement, each.settlement.progress().get());
      }
      if (each.settlement.outcome() instanceof Outcome.Success) {
        successes.add(each);
        if (successes.size() == Sql.MOST_ROWS) {
          succeed(tx, successes, applied);
        }
      } else {
        succeed(tx, successes, applied);
        applied.add(settle(tx, each));
      }
    }
    succeed(tx, successes, applied);
    tx.insertPending();
    return applied;
  }

  /** Ends a claim whose message cannot be read; gives the task's id, if the claim is still held. */
  static Optional<TaskId> bury(Tx tx, Claimer.Started claim, TaskError error) throws SQLException {
    byte[] id;
    byte[] links;
    try (ResultSet row = tx.sql().query(Sql.ID_OF_CLAIM, claim.seq(), claim.token())) {
      if (!row.next()) {
        return Optional.empty();
      }
      id = row.getBytes(1);
      links = row.getBytes(2);
    }
    tx.sql()
        .update(
            Sql.END,
            claim.seq(),
            State.FAILURE,
            tx.now(),
            claim.failures(),
            claim.losses(),
            MessageCodec.encodeError(error));
    TaskId task = new TaskId(Statements.uuid(id));
    tx.ended(task, claim.seq(), links, false);
    return Optional.of(task);
  }

  /** Stores the last progress, under the claim's token. */
  private static void note(Tx tx, Settlement settlement, TaskProgress progress)
      throws SQLException {
    Claim claim = settlement.claim();
    tx.sql()
        .update(
            Sql.PROGRESS,
            Statements.bytes(claim.id().value()),
            claim.token(),
            progress.done(),
            progress.total(),
            progress.note());
  }

  private static ClaimState renew(Tx tx, Renewal renewal, long until, GivenUp givenUp)
      throws SQLException {
    Claim claim = renewal.claim();
    byte[] id = Statements.bytes(claim.id().value());
    var progress = renewal.progress();
    try (ResultSet row =
        progress.isEmpty()
            ? tx.sql().query(Sql.RENEW, id, claim.token(), until)
            : tx.sql()
                .query(
                    Sql.RENEW_WITH_PROGRESS,
                    id,
                    claim.token(),
                    until,
                    progress.get().done(),
                    progress.get().total(),
                    progress.get().note())) {
      if (!row.next()) {
        return ClaimState.LOST;
      }
      boolean ends = row.getBoolean(1) || givenUp.of(row.getBytes(2)).isPresent();
      return ends ? ClaimState.CANCEL_REQUESTED : ClaimState.HELD;
    }
  }

  private void succeed(Tx tx, List<Encoded> successes, List<Boolean> applied) throws SQLException {
    if (successes.isEmpty()) {
      return;
    }
    List<Boolean> succeeded = Successes.settle(tx, successes);
    for (int i = 0; i < succeeded.size(); i++) {
      if (succeeded.get(i)) {
        follow(tx, successes.get(i));
      }
    }
    applied.addAll(succeeded);
    successes.clear();
  }

  private boolean settle(Tx tx, Encoded encoded) throws SQLException {
    Claim claim = encoded.settlement.claim();
    Held held = held(tx, Statements.bytes(claim.id().value()), claim.token());
    if (held == null) {
      return false;
    }
    if (held.cancelRequested) {
      // Follow-ups belong to the outcome that the cancel has replaced.
      end(tx, claim.id(), held, State.CANCELLED, held.failures, encoded.error);
    } else {
      apply(tx, claim, held, encoded);
      follow(tx, encoded);
    }
    return true;
  }

  private void follow(Tx tx, Encoded encoded) throws SQLException {
    if (!encoded.followUps.isEmpty()) {
      List<EnqueueResult> ignored = inserter.add(tx, encoded.followUps);
      tx.ready();
    }
  }

  private void apply(Tx tx, Claim claim, Held held, Encoded encoded) throws SQLException {
    Outcome outcome = encoded.settlement.outcome();
    if (outcome instanceof Outcome.Retry retry) {
      putBack(
          tx, held, tx.now() + retry.delay().toMillis(), held.failures + 1, encoded.error, null);
    } else if (outcome instanceof Outcome.Release release) {
      long delay = release.delay().toMillis();
      // Without a delay it keeps its place, which by ageing depends on when it was due.
      long due = delay == 0 ? Math.min(held.due, tx.now()) : tx.now() + delay;
      putBack(tx, held, due, held.failures, null, null);
    } else if (outcome instanceof Outcome.Unknown unknown) {
      putBackUnknown(tx, claim, held, unknown);
    } else if (outcome instanceof Outcome.Failure) {
      end(tx, claim.id(), held, State.FAILURE, held.failures + 1, encoded.error);
    } else {
      end(tx, claim.id(), held, State.CANCELLED, held.failures, null);
    }
  }

  private void putBackUnknown(Tx tx, Claim claim, Held held, Outcome.Unknown unknown)
      throws SQLException {
    long since = held.unknownSince == null ? tx.now() : Math.min(held.unknownSince, tx.now());
    long unknownFor = tx.now() - since;
    if (unknownFor < unknown.giveUpAfter().toMillis()) {
      long delay = Math.min(Math.max(unknownFor, SHORTEST_UNKNOWN_DELAY), LONGEST_UNKNOWN_DELAY);
      putBack(tx, held, tx.now() + delay, held.failures, null, since);
      return;
    }
    TaskError error =
        TaskError.unknownName(
            claim.message().name(),
            Duration.ofMillis(unknownFor),
            1 + held.failures + held.losses,
            Instant.ofEpochMilli(tx.now()));
    end(tx, claim.id(), held, State.FAILURE, held.failures, MessageCodec.encodeError(error));
  }

  private void putBack(
      Tx tx,
      Held held,
      long due,
      int failures,
      byte @Nullable [] error,
      @Nullable Long unknownSince)
      throws SQLException {
    tx.sql()
        .update(
            Sql.PUT_BACK,
            held.seq,
            due <= tx.now() ? State.READY : State.WAITING,
            due,
            ranks.rank(held.priority, due),
            failures,
            held.losses,
            error,
            unknownSince);
    tx.ready();
  }

  private static void end(
      Tx tx, TaskId id, Held held, int state, int failures, byte @Nullable [] error)
      throws SQLException {
    tx.sql().update(Sql.END, held.seq, state, tx.now(), failures, held.losses, error);
    tx.ended(id, held.seq, held.links, false);
  }

  private static @Nullable Held held(Tx tx, byte[] id, long token) throws SQLException {
    try (ResultSet row = tx.sql().query(Sql.HELD, id, token)) {
      if (!row.next()) {
        return null;
      }
      long unknownSince = row.getLong(5);
      @Nullable Long orNever = row.wasNull() ? null : unknownSince;
      return new Held(
          row.getLong(1),
          row.getInt(2),
          row.getInt(3),
          row.getBoolean(4),
          orNever,
          row.getInt(6),
          row.getLong(7),
          row.getBytes(8));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Held(
      long seq,
      int failures,
      int losses,
      boolean cancelRequested,
      @Nullable Long unknownSince,
      int priority,
      long due,
      byte @Nullable [] links) {}
}
