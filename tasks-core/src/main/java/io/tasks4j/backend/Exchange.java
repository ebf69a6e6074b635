package io.tasks4j.backend;

import io.tasks4j.TaskId;
import java.util.List;
import java.util.Optional;

/**
 * What a caller sends a store in one breath; see {@link TaskBackend#exchange}.
 *
 * @param settlements claims that ended
 * @param starts tasks whose due time is taken back; needs {@link Capability#EARLY_START}
 * @param claim what to claim after that, without waiting
 */
public record Exchange(
    List<Settlement> settlements, Optional<EarlyStart> starts, Optional<ClaimRequest> claim) {
  public Exchange {
    settlements = List.copyOf(settlements);
  }

  /** Settlements alone. */
  public static Exchange of(List<Settlement> settlements) {
    return new Exchange(settlements, Optional.empty(), Optional.empty());
  }

  /** Early starts alone: tasks of one queue. */
  public static Exchange start(String queue, List<TaskId> ids) {
    return new Exchange(List.of(), Optional.of(new EarlyStart(queue, ids)), Optional.empty());
  }

  /** The same, and a claim behind it, which never waits, whatever its {@code maxWait} says. */
  public Exchange claim(ClaimRequest request) {
    return new Exchange(settlements, starts, Optional.of(request));
  }
}
