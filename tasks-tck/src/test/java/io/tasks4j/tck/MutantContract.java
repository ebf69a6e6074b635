package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import java.time.Duration;
import java.util.SplittableRandom;

/** The contract on a backend that is wrong; run by {@link MutantsTest} alone. */
class MutantContract extends BackendContract {
  static volatile Mutant mutant = AdminMutant.LISTS_NOTHING;

  @Override
  protected TaskBackend open(BackendSettings settings) {
    return new MutantBackend(mutant, settings);
  }

  /** An empty one: durability and sharing are what this backend only pretends. */
  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    return open(settings);
  }

  /** Nothing: nobody else can write its memory. */
  @Override
  protected String damage(TaskId id, SplittableRandom random) {
    return "nothing";
  }

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(1);
  }
}
