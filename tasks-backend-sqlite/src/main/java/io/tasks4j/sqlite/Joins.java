package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Join;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
  private final Ranks ranks;

  Joins(Ranks ranks) {
    this.ranks = ranks;
  }

  /** One parent that arrives in one slot. */
  private record Arrival(int slot, Tx.Parent parent) {}

  /** Tells whoever waits for what ended in this transaction so far. */
  void settle(Tx tx) throws SQLException {
    List<Tx.Parent> ended = tx.takeParents();
    while (!ended.isEmpty()) {
      for (Map.Entry<UUID, List<Arrival>> each : byDependant(ended).entrySet()) {
        arrive(tx, each.getKey(), each.getValue());
      }
      ended = tx.takeParents();
    }
  }

  private static Map<UUID, List<Arrival>> byDependant(List<Tx.Parent> ended) {
    Map<UUID, List<Arrival>> byDependant = new LinkedHashMap<>();
    for (Tx.Parent parent : ended) {
      for (Links.Link link : Links.decode(parent.links())) {
        byDependant
            .computeIfAbsent(link.id(), id -> new ArrayList<>())
            .add(new Arrival(link.slot(), parent));
      }
    }
    return byDependant;
  }

  /** A task that did not succeed waits again: so do those that ended because of it. */
  void revive(Tx tx, byte @Nullable [] links) throws SQLException {
    Deque<byte[]> todo = new ArrayDeque<>();
    for (byte[] next = links; next != null; next = todo.poll()) {
      for (Links.Link link : Links.decode(next)) {
        Waiting waiting = Waiting.find(tx.sql(), link.id());
        if (waiting != null && revive(tx, waiting, link.slot()) && waiting.links() != null) {
          todo.add(waiting.links());
        }
      }
    }
  }

  /**
   * Puts back a task that never was released.
   *
   * @return false when a parent stands in its way
   */
  boolean requeue(Tx tx, Waiting waiting) throws SQLException {
    switch (waiting.verdict()) {
      case FAIL, SKIP -> {
        // From now on it is a parent that keeps it from running: put back, that revives it.
        tx.sql().update(JoinSql.SET_ENDED, waiting.seq(), 1);
        return false;
      }
      case WAIT, RELEASE -> {}
    }
    tx.sql().update(JoinSql.WAIT_AGAIN, waiting.seq());
    tx.sql().update(JoinSql.FORGET_EXPIRY, waiting.seq());
    judge(tx, waiting.withoutExpiry());
    return true;
  }

  private void arrive(Tx tx, UUID id, List<Arrival> arrivals) throws SQLException {
    Waiting waiting = Waiting.find(tx.sql(), id);
    if (waiting == null || waiting.released()) {
      return;
    }
    Waiting now = insert(tx, waiting, arrivals);
    tx.sql().update(JoinSql.COUNT_ARRIVALS, now.seq(), now.arrived(), now.failures());
    if (now.state() == State.BLOCKED) {
      judge(tx, now);
    }
  }

  /** Keeps what arrived in slots that were empty so far, and counts it. */
  private static Waiting insert(Tx tx, Waiting waiting, List<Arrival> arrivals)
      throws SQLException {
    String seqsBySlot =
        arrivals.stream()
            .map(a -> "\"" + a.slot + "\":" + a.parent.seq())
            .collect(Collectors.joining(",", "{", "}"));
    int inserted = tx.sql().update(JoinSql.INSERT_ARRIVALS, waiting.seq(), seqsBySlot);
    if (inserted == arrivals.size()) {
      int failed = (int) arrivals.stream().filter(a -> !a.parent.succeeded()).count();
      return waiting.counting(waiting.arrived() + inserted, waiting.failures() + failed);
    }
    // Of two ends in one slot the first counts, and which one that was only the table knows.
    try (ResultSet row = tx.sql().query(JoinSql.RECOUNT_ARRIVALS, waiting.seq())) {
      row.next();
      return waiting.counting(row.getInt(1), row.getInt(2));
    }
  }

  private void judge(Tx tx, Waiting waiting) throws SQLException {
    switch (waiting.verdict()) {
      case WAIT -> {}
      case RELEASE -> release(tx, waiting);
      case FAIL -> giveUp(tx, waiting, MessageCodec.encodeError(firstFailure(tx, waiting)));
      case SKIP -> giveUp(tx, waiting, null);
    }
  }

  private void release(Tx tx, Waiting waiting) throws SQLException {
    tx.sql().update(JoinSql.SET_RELEASED, waiting.seq());
    if (waiting.join().gate()) {
      end(tx, waiting, State.SUCCESS, null);
      return;
    }
    long due = waiting.dueAt(tx.now());
    tx.sql()
        .update(
            JoinSql.RELEASE,
            waiting.seq(),
            due <= tx.now() ? State.READY : State.WAITING,
            due,
            ranks.rank(waiting.priority(), due),
            waiting.expiresAt(tx.now()));
    tx.ready();
  }

  private static void giveUp(Tx tx, Waiting waiting, byte @Nullable [] error) throws SQLException {
    tx.sql().update(JoinSql.SET_ENDED, waiting.seq(), 1);
    end(tx, waiting, State.CANCELLED, error);
  }

  private static void end(Tx tx, Waiting waiting, int state, byte @Nullable [] error)
      throws SQLException {
    tx.sql().update(JoinSql.END, waiting.seq(), state, tx.now(), error);
    tx.ended(new TaskId(waiting.id()), waiting.seq(), waiting.links(), state == State.SUCCESS);
  }

  private static TaskError firstFailure(Tx tx, Waiting waiting) throws SQLException {
    try (ResultSet row = tx.sql().query(JoinSql.FIRST_FAILURE, waiting.seq())) {
      row.next();
      TaskStatus status = State.status(row.getInt(3), 0, 0);
      return TaskError.parentFailed(
          new TaskId(Statements.uuid(row.getBytes(1))),
          row.getString(2),
          status,
          Rows.error(row.getBytes(4)),
          Instant.ofEpochMilli(tx.now()));
    }
  }

  /** True when the task waits again. */
  private static boolean revive(Tx tx, Waiting waiting, int slot) throws SQLException {
    if (waiting.released() || tx.sql().update(JoinSql.FORGET_FAILURE, waiting.seq(), slot) == 0) {
      return false;
    }
    Waiting now = waiting.counting(waiting.arrived() - 1, waiting.failures() - 1);
    tx.sql().update(JoinSql.COUNT_ARRIVALS, now.seq(), now.arrived(), now.failures());
    if (!now.ended() || now.verdict() != Join.Verdict.WAIT) {
      return false;
    }
    tx.sql().update(JoinSql.REVIVE, now.seq());
    tx.sql().update(JoinSql.SET_ENDED, now.seq(), 0);
    return true;
  }
}
