package io.tasks4j.backend.memory;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ClaimRequest;
import java.util.HashMap;
import java.util.Map;

/** What one claim may still take: limits of queues and names, and tasks on their last delivery. */
final class ClaimQuota {
  private final ClaimRequest request;
  private final TaskTable table;
  private final BackendSettings settings;
  private final Map<String, Integer> ofQueue = new HashMap<>();
  private final Map<String, Integer> ofName = new HashMap<>();
  private int suspects;

  ClaimQuota(ClaimRequest request, TaskTable table, BackendSettings settings) {
    this.request = request;
    this.table = table;
    this.settings = settings;
    this.suspects = request.suspects();
  }

  boolean usedUp(String queue) {
    Integer limit = request.limits().perQueue().get(queue);
    return limit != null && table.runningOfQueue(queue) + ofQueue.getOrDefault(queue, 0) >= limit;
  }

  boolean nameUsedUp(String name) {
    Integer limit = request.limits().perName().get(name);
    return limit != null && table.runningOfName(name) + ofName.getOrDefault(name, 0) >= limit;
  }

  /** Whether {@code e} may be claimed; if so, it is counted. */
  boolean take(MemoryTask e) {
    boolean suspect = settings.isLastDelivery(e.state.losses());
    if (nameUsedUp(e.message.name()) || (suspect && suspects == 0)) {
      return false;
    }
    suspects -= suspect ? 1 : 0;
    if (!request.limits().isEmpty()) {
      ofName.merge(e.message.name(), 1, Integer::sum);
      ofQueue.merge(e.message.queue(), 1, Integer::sum);
    }
    return true;
  }
}
