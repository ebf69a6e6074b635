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
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Renews and settles claims: only those whose token is still the task's latest. */
final class Settler {
  private final TaskInserter inserter;
  private final RowUpdates updates;

  Settler(TaskInserter inserter, RowUpdates updates) {
    this.inserter = inserter;
    this.updates = updates;
  }

  /** A settlement with everything in bytes, made before the transaction. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(
      Settlement settlement, byte @Nullable [] error, List<TaskInserter.Encoded> followUps) {
    static Encoded of(Settlement s) {
      return new Encoded(s, error(s.outcome()), TaskInserter.encode(s.followUps()));
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

  List<ClaimState> renew(WriteTransaction tx, List<Renewal> renewals, Duration lease)
      throws SQLException {
    long until = tx.now() + lease.toMillis();
    List<ClaimState> states = new ArrayList<>(renewals.size());
    GivenUp givenUp = new GivenUp(tx.sql());
    for (Renewal renewal : renewals) {
      states.add(renew(tx, renewal, until, givenUp));
    }
    return states;
  }

  /** Settles in order, so that of several settlements of one claim the first holds. */
  List<Boolean> settle(WriteTransaction tx, List<Encoded> settlements) throws SQLException {
    List<Boolean> applied = new ArrayList<>(settlements.size());
    List<Encoded> successes = new ArrayList<>();
    Set<Delivery> together = new HashSet<>();
    for (Encoded each : settlements) {
      if (each.settlement.progress().isPresent()) {
        // First what came before it: a settlement of the same claim makes this one stale.
        succeed(tx, successes, applied);
        note(tx, each.settlement, each.settlement.progress().get());
      }
      if (each.settlement.outcome() instanceof Outcome.Success) {
        if (!together.add(Delivery.of(each))) {
          // One statement for both would keep the result of either.
          succeed(tx, successes, applied);
        }
        successes.add(each);
        if (successes.size() == TaskSql.MOST_ROWS) {
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
  Optional<TaskId> bury(WriteTransaction tx, Claimer.Started claim, TaskError error)
      throws SQLException {
    TaskRow row = held(tx, TaskSql.CLAIMED, claim.seq(), claim.token());
    if (row == null) {
      return Optional.empty();
    }
    updates.apply(tx, row, new TaskEvent.Unreadable(error, tx.now()));
    return Optional.of(row.id());
  }

  /** Stores the last progress, under the claim's token. */
  private static void note(WriteTransaction tx, Settlement settlement, TaskProgress progress)
      throws SQLException {
    Claim claim = settlement.claim();
    tx.sql()
        .update(
            TaskSql.PROGRESS,
            PreparedStatements.bytes(claim.id().value()),
            claim.token(),
            progress.done(),
            progress.total(),
            progress.note());
  }

  private static ClaimState renew(WriteTransaction tx, Renewal renewal, long until, GivenUp givenUp)
      throws SQLException {
    Claim claim = renewal.claim();
    byte[] id = PreparedStatements.bytes(claim.id().value());
    var progress = renewal.progress();
    try (ResultSet row =
        progress.isEmpty()
            ? tx.sql().query(TaskSql.RENEW, id, claim.token(), until)
            : tx.sql()
                .query(
                    TaskSql.RENEW_WITH_PROGRESS,
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

  private void succeed(WriteTransaction tx, List<Encoded> successes, List<Boolean> applied)
      throws SQLException {
    if (successes.isEmpty()) {
      return;
    }
    Set<Delivery> held = succeed(tx, successes);
    for (Encoded success : successes) {
      // Of two settlements of one claim the first counts.
      boolean first = held.remove(Delivery.of(success));
      applied.add(first);
      if (first) {
        follow(tx, success);
      }
    }
    successes.clear();
  }

  /** What names a claim: task and token. */
  private record Delivery(UUID id, long token) {
    static Delivery of(Encoded settlement) {
      Claim claim = settlement.settlement.claim();
      return new Delivery(claim.id().value(), claim.token());
    }
  }

  /**
   * Ends at most {@link TaskSql#MOST_ROWS} claims well by one statement; gives those still held.
   */
  private static Set<Delivery> succeed(WriteTransaction tx, List<Encoded> successes)
      throws SQLException {
    @Nullable Object[] values = new Object[1 + TaskSql.SUCCESS_COLUMNS * successes.size()];
    values[0] = tx.now();
    int i = 1;
    for (Encoded each : successes) {
      Claim claim = each.settlement.claim();
      @Nullable Payload result =
          ((Outcome.Success) each.settlement.outcome()).result().orElse(null);
      values[i++] = PreparedStatements.bytes(claim.id().value());
      values[i++] = claim.token();
      values[i++] = result == null ? null : result.contentType();
      values[i++] = result == null ? null : result.bytes();
    }
    Set<Delivery> held = new HashSet<>();
    try (ResultSet row = tx.sql().query(TaskSql.SUCCEED.get(successes.size()), values)) {
      while (row.next()) {
        UUID id = PreparedStatements.uuid(row.getBytes(1));
        held.add(new Delivery(id, row.getLong(2)));
        tx.ended(new TaskId(id), row.getLong(3), row.getBytes(4), true);
      }
    }
    return held;
  }

  private boolean settle(WriteTransaction tx, Encoded encoded) throws SQLException {
    Settlement settlement = encoded.settlement;
    Claim claim = settlement.claim();
    TaskRow row =
        held(tx, TaskSql.HELD, PreparedStatements.bytes(claim.id().value()), claim.token());
    if (row == null) {
      return false;
    }
    TaskEvent event = new TaskEvent.Settled(settlement.outcome(), claim.message().name(), tx.now());
    if (updates.apply(tx, row, event, encoded.error).has(Effect.STORE_FOLLOW_UPS)) {
      follow(tx, encoded);
    }
    return true;
  }

  private void follow(WriteTransaction tx, Encoded encoded) throws SQLException {
    if (!encoded.followUps.isEmpty()) {
      List<EnqueueResult> ignored = inserter.add(tx, encoded.followUps);
      tx.ready();
    }
  }

  private static @Nullable TaskRow held(WriteTransaction tx, String query, Object task, long token)
      throws SQLException {
    try (ResultSet row = tx.sql().query(query, task, token)) {
      return row.next() ? TaskRow.read(row) : null;
    }
  }
}
