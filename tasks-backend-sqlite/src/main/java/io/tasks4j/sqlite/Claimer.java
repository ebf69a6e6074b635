package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ClaimRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Claims: sweeps, then picks ready tasks in order and starts them, in one transaction. */
final class Claimer {
  /** Stands for a name that no limit asks for: reading it from the row takes time. */
  private static final String NO_NAME = "";

  private final Sweeper sweeper;
  private final Joins joins;
  private final RowUpdates updates;
  private final BackendSettings settings;

  Claimer(Sweeper sweeper, Joins joins, RowUpdates updates, BackendSettings settings) {
    this.sweeper = sweeper;
    this.joins = joins;
    this.updates = updates;
    this.settings = settings;
  }

  /** A claimed task, before its message is decoded. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Started(long seq, long token, int failures, int losses, byte[] envelope) {}

  /**
   * What one attempt to claim found.
   *
   * @param nextTime when something becomes ready by itself, in epoch milliseconds
   */
  record Found(List<Started> started, List<Sweeper.Loss> losses, long nextTime) {
    boolean isEmpty() {
      return started.isEmpty() && losses.isEmpty();
    }
  }

  Found claim(WriteTransaction tx, ClaimRequest request) throws SQLException {
    List<Sweeper.Loss> losses = sweeper.sweep(tx);
    // What the sweep ended may have released something to claim.
    joins.settle(tx);
    List<Started> picked = pick(tx, request);
    if (!picked.isEmpty()) {
      picked = start(tx, request, picked);
    } else if (losses.isEmpty()) {
      return new Found(picked, losses, Sweeper.NextTimes.read(tx.sql()).first());
    }
    return new Found(picked, losses, Long.MAX_VALUE);
  }

  private List<Started> pick(WriteTransaction tx, ClaimRequest request) throws SQLException {
    ClaimQuota quota = ClaimQuota.of(tx.sql(), request, settings);
    List<Started> picked = new ArrayList<>();
    UnneededTasks useless = new UnneededTasks(tx, updates);
    for (String queue : request.queues()) {
      if (picked.size() < request.max() && !quota.isUsedUp(queue)) {
        pick(tx, request, queue, quota, picked, useless);
      }
    }
    useless.end();
    return picked;
  }

  private static void pick(
      WriteTransaction tx,
      ClaimRequest request,
      String queue,
      ClaimQuota quota,
      List<Started> picked,
      UnneededTasks useless)
      throws SQLException {
    while (!pickSome(tx, request, queue, quota, picked, useless)) {
      // A name came to its limit: SQLite passes over its tasks faster than we do.
    }
  }

  /** False when a name came to its limit, and there may be more of others. */
  private static boolean pickSome(
      WriteTransaction tx,
      ClaimRequest request,
      String queue,
      ClaimQuota quota,
      List<Started> picked,
      UnneededTasks useless)
      throws SQLException {
    Set<Long> before = picked.stream().map(Started::seq).collect(Collectors.toSet());
    List<String> usedUp = quota.namesUsedUp();
    try (ResultSet rows =
        usedUp.isEmpty()
            ? tx.sql().query(TaskSql.CANDIDATES, queue, tx.now())
            : tx.sql().query(TaskSql.CANDIDATES_BUT, queue, tx.now(), jsonOfNames(usedUp))) {
      while (picked.size() < request.max() && !quota.isUsedUp(queue) && rows.next()) {
        long seq = rows.getLong(1);
        int losses = rows.getInt(3);
        String name = quota.needsNames() ? rows.getString(5) : NO_NAME;
        if (quota.isNameUsedUp(name) && !before.contains(seq)) {
          return false;
        }
        if (!before.contains(seq)
            && !useless.add(seq, rows.getBytes(6))
            && quota.take(queue, name, losses)) {
          picked.add(new Started(seq, 0, rows.getInt(2), losses, rows.getBytes(4)));
        }
      }
    }
    return true;
  }

  private static List<Started> start(
      WriteTransaction tx, ClaimRequest request, List<Started> picked) throws SQLException {
    long token = tx.nextToken();
    long lease = tx.now() + request.lease().toMillis();
    if (picked.size() == 1) {
      tx.sql()
          .update(TaskSql.START_ONE, token, request.worker(), tx.now(), lease, picked.get(0).seq());
    } else {
      String seqs =
          picked.stream()
              .map(p -> Long.toString(p.seq()))
              .collect(Collectors.joining(",", "[", "]"));
      tx.sql().update(TaskSql.START, token, request.worker(), tx.now(), lease, seqs);
    }
    return picked.stream()
        .map(p -> new Started(p.seq(), token, p.failures(), p.losses(), p.envelope()))
        .toList();
  }

  /** Names hold nothing that JSON escapes. */
  private static String jsonOfNames(List<String> names) {
    return names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }
}
