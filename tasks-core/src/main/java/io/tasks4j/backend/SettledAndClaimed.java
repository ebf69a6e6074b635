package io.tasks4j.backend;

import java.util.List;

/**
 * What one call of {@link TaskBackend#settleAndClaim} gives.
 *
 * @param applied for each settlement, in order, whether it took effect
 * @param claims what was claimed after them
 */
public record SettledAndClaimed(List<Boolean> applied, Claims claims) {
  public SettledAndClaimed {
    applied = List.copyOf(applied);
  }
}
