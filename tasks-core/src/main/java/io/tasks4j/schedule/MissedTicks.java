package io.tasks4j.schedule;

/**
 * What becomes of ticks that came while no scheduler ran, or none could.
 *
 * @param policy what is done
 * @param max for {@link Policy#CATCH_UP} how many are run at most, from 1 to 1,000; else 1
 */
public record MissedTicks(Policy policy, int max) {
  /** See the methods of {@link MissedTicks}. */
  public enum Policy {
    /** See {@link MissedTicks#skip}. */
    SKIP,
    /** See {@link MissedTicks#fireOnce}. */
    FIRE_ONCE,
    /** See {@link MissedTicks#catchUp}. */
    CATCH_UP
  }

  public MissedTicks {
    if (max < 1 || max > 1_000) {
      throw new IllegalArgumentException("max must be from 1 to 1000, but is " + max);
    }
    if (policy != Policy.CATCH_UP && max != 1) {
      throw new IllegalArgumentException("a max goes with CATCH_UP, but is " + policy);
    }
  }

  /** Ticks that are over a minute late, or that a later one has followed, are left out. */
  public static MissedTicks skip() {
    return new MissedTicks(Policy.SKIP, 1);
  }

  /** The latest one is run, for all of them. The default. */
  public static MissedTicks fireOnce() {
    return new MissedTicks(Policy.FIRE_ONCE, 1);
  }

  /** The latest {@code max} are run, from 1 to 1,000, the oldest of them first. */
  public static MissedTicks catchUp(int max) {
    return new MissedTicks(Policy.CATCH_UP, max);
  }
}
