package io.tasks4j.sqlite;

import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState.Parents;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transition.Effect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells tasks that their parents have ended, and releases or ends them: at the end of each piece of
 * work, in its transaction.
 *
 * <p>What arrived is kept as a copy, in SQL, of the parent's row. Arrivals of one piece of work at
 * one dependant are counted together, so that a group costs little more than its tasks. The end of
 * a dependant may be the end of others in turn: they are worked off in rounds, without recursion.
 */
final class Joins {
  private final RowUpdates updates;

  Joins(RowUpdates updates) {
    this.updates = updates;
  }

  /** One parent that arrives in one slot. */
  private record Arrival(int slot, WriteTransaction.Parent parent) {}

  /** Tells whoever waits for what ended in this transaction so far. */
  void settle(WriteTransaction tx) throws SQLException {
    List<WriteTransaction.Parent> ended = tx.takeParents();
    while (!ended.isEmpty()) {
      for (Map.Entry<UUID, List<Arrival>> each : byDependant(ended).entrySet()) {
        arrive(tx, each.getKey(), each.getValue());
      }
      ended = tx.takeParents();
    }
  }

  private static Map<UUID, List<Arrival>> byDependant(List<WriteTransaction.Parent> ended) {
    Map<UUID, List<Arrival>> byDependant = new LinkedHashMap<>();
    for (WriteTransaction.Parent parent : ended) {
      for (DependantLinks.Link link : DependantLinks.decode(parent.links())) {
        byDependant
            .computeIfAbsent(link.id(), id -> new ArrayList<>())
            .add(new Arrival(link.slot(), parent));
      }
    }
    return byDependant;
  }

  /** A task that did not succeed is to be tried again: what ended because of it waits again. */
  void revive(WriteTransaction tx, byte @Nullable [] links) throws SQLException {
    Deque<byte[]> todo = new ArrayDeque<>();
    for (byte[] next = links; next != null; next = todo.poll()) {
      for (DependantLinks.Link link : DependantLinks.decode(next)) {
        TaskRow row = TaskRow.find(tx.sql(), link.id());
        if (row != null && revive(tx, row, link.slot()) && row.links() != null) {
          todo.add(row.links());
        }
      }
    }
  }

  /** True when the task waits again. */
  private boolean revive(WriteTransaction tx, TaskRow row, int slot) throws SQLException {
    if (!row.state().blocked() || tx.sql().update(JoinSql.FORGET_FAILURE, row.seq(), slot) == 0) {
      return false;
    }
    Transition transition = updates.apply(tx, row, new TaskEvent.ParentPutBack(tx.now()));
    return transition.has(Effect.REVIVE_DEPENDANTS);
  }

  private void arrive(WriteTransaction tx, UUID id, List<Arrival> arrivals) throws SQLException {
    TaskRow row = TaskRow.find(tx.sql(), id);
    if (row != null && row.state().blocked()) {
      updates.apply(tx, row.telling(arrivals.size()), insert(tx, row, arrivals));
    }
  }

  /** Keeps what arrived in slots that were empty so far, and counts it. */
  private static TaskEvent insert(WriteTransaction tx, TaskRow row, List<Arrival> arrivals)
      throws SQLException {
    StringJoiner bySlot = new StringJoiner(",", "{", "}");
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = arrivals.get(i);
      // Beyond that they share a place.
      int place = Math.min(i, JoinSql.PLACES - 1);
      bySlot.add("\"" + arrival.slot + "\":" + (arrival.parent.seq() * JoinSql.PLACES + place));
    }
    int inserted =
        tx.sql().update(JoinSql.INSERT_ARRIVALS, row.seq(), bySlot.toString(), row.told() + 1);
    if (inserted == arrivals.size()) {
      int failed = (int) arrivals.stream().filter(a -> !a.parent.succeeded()).count();
      return new TaskEvent.ParentsEnded(inserted - failed, failed, tx.now());
    }
    // Of two ends in one slot the first counts, and which one that was only the table knows.
    try (ResultSet counts = tx.sql().query(JoinSql.RECOUNT_ARRIVALS, row.seq())) {
      counts.next();
      Parents before = row.state().parents().orElseThrow();
      int failed = counts.getInt(2) - before.failed();
      return new TaskEvent.ParentsEnded(
          counts.getInt(1) - before.arrived() - failed, failed, tx.now());
    }
  }
}
