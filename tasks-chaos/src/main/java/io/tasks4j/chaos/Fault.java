package io.tasks4j.chaos;

import java.util.ArrayList;
import java.util.List;

/** What can be done to a run. */
enum Fault {
  KILL_WORKER,
  STOP_WORKER,
  FREEZE_WORKER,
  KILL_PRODUCER,
  FREEZE_PRODUCER,
  KILL_SCHEDULER,
  FREEZE_SCHEDULER,
  KILL_SERVER,
  FREEZE_SERVER,
  CUT_LINK,
  SWALLOW,
  LOSE_ANSWERS,
  /** The disk of the store is full for a while; a worker may be killed meanwhile. */
  FULL_DISK,
  /** The clock of the store is set, forward or back. */
  STEP_CLOCK,
  /** The clock that one process goes by is set, as on another host than the store's. */
  SKEW_CLOCK;

  /** The faults of a store, the more frequent ones more than once. */
  static List<Fault> of(Store store, Plant plant) {
    switch (plant) {
      case SKIP_FENCE -> {
        // It shows alone where a worker sleeps while another one finishes its tasks.
        return List.of(FREEZE_WORKER);
      }
      case ACCEPT_FULL -> {
        return List.of(FULL_DISK);
      }
      case TICK_AGAIN -> {
        return List.of(STEP_CLOCK);
      }
      case PRODUCERS_TIME -> {
        return List.of(SKEW_CLOCK);
      }
      default -> {
        // All there are.
      }
    }
    List<Fault> all =
        new ArrayList<>(
            List.of(
                KILL_WORKER,
                KILL_WORKER,
                KILL_WORKER,
                STOP_WORKER,
                FREEZE_WORKER,
                FREEZE_WORKER,
                KILL_PRODUCER,
                FREEZE_PRODUCER,
                KILL_SCHEDULER,
                KILL_SCHEDULER,
                FREEZE_SCHEDULER,
                STEP_CLOCK,
                SKEW_CLOCK));
    if (store.disk().isPresent()) {
      all.add(FULL_DISK);
    }
    if (store.server().isPresent()) {
      all.addAll(
          List.of(
              KILL_SERVER, FREEZE_SERVER, CUT_LINK, CUT_LINK, SWALLOW, LOSE_ANSWERS, LOSE_ANSWERS));
    }
    return all;
  }
}
