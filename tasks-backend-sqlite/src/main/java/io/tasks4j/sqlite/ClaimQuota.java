package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one claim may still take: by the limits, and of tasks on their last delivery. */
final class ClaimQuota {
  private final Map<String, Integer> leftOfQueue;
  private final Map<String, Integer> leftOfName;
  private final BackendSettings settings;
  private int suspects;

  private ClaimQuota(ClaimRequest request, BackendSettings settings) {
    this.leftOfQueue = new HashMap<>(request.limits().perQueue());
    this.leftOfName = new HashMap<>(request.limits().perName());
    this.settings = settings;
    this.suspects = request.suspects();
  }

  /** Counts what runs, if there are limits at all. */
  static ClaimQuota of(PreparedStatements sql, ClaimRequest request, BackendSettings settings)
      throws SQLException {
    ClaimQuota quota = new ClaimQuota(request, settings);
    if (!request.limits().isEmpty()) {
      try (ResultSet rows = sql.query(TaskSql.RUNNING)) {
        while (rows.next()) {
          int running = rows.getInt(3);
          quota.leftOfQueue.computeIfPresent(rows.getString(1), (q, left) -> left - running);
          quota.leftOfName.computeIfPresent(rows.getString(2), (n, left) -> left - running);
        }
      }
    }
    return quota;
  }

  boolean isUsedUp(String queue) {
    return leftOfQueue.getOrDefault(queue, 1) <= 0;
  }

  boolean needsNames() {
    return !leftOfName.isEmpty();
  }

  List<String> namesUsedUp() {
    return leftOfName.entrySet().stream()
        .filter(e -> e.getValue() <= 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean isNameUsedUp(String name) {
    return leftOfName.getOrDefault(name, 1) <= 0;
  }

  /** Whether a task may be claimed; if so, it is counted. */
  boolean take(String queue, String name, int losses) {
    boolean suspect = settings.isLastDelivery(losses);
    if (isNameUsedUp(name) || (suspect && suspects == 0)) {
      return false;
    }
    suspects -= suspect ? 1 : 0;
    leftOfName.computeIfPresent(name, (n, left) -> left - 1);
    leftOfQueue.computeIfPresent(queue, (q, left) -> left - 1);
    return true;
  }
}
