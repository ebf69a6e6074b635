package io.tasks4j.backend;

import java.util.List;

/**
 * What {@link TaskBackend#exchange} answers.
 *
 * @param applied for each settlement, in order, whether it took effect
 * @param states for each id of an early start, in order, what its task is now
 * @param claims what was claimed
 */
public record Exchanged(List<Boolean> applied, List<EarlyStart.State> states, Claims claims) {
  public Exchanged {
    applied = List.copyOf(applied);
    states = List.copyOf(states);
  }
}
