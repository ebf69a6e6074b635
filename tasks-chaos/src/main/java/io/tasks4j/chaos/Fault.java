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
  LOSE_ANSWERS;

  /** The faults of a store, the more frequent ones more than once. */
  static List<Fault> of(Store store, Plant plant) {
    if (plant == Plant.SKIP_FENCE) {
      // It shows alone where a worker sleeps while another one finishes its tasks.
      return List.of(FREEZE_WORKER);
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
                FREEZE_SCHEDULER));
    if (store.server().isPresent()) {
      all.addAll(
          List.of(
              KILL_SERVER, FREEZE_SERVER, CUT_LINK, CUT_LINK, SWALLOW, LOSE_ANSWERS, LOSE_ANSWERS));
    }
    return all;
  }
}
