package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.TaskBackend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The contract on a backend that is wrong; run by {@link MutantsTest} alone. */
class MutantContract extends BackendContract {
  static volatile Mutant mutant = AdminMutant.LISTS_NOTHING;

  private MutantBackend opened;

  @Override
  protected TaskBackend open(BackendSettings settings) {
    opened = new MutantBackend(mutant, settings);
    return opened;
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

  /** Nothing, as {@link #damage}. */
  @Override
  protected String damageStore(SplittableRandom random) {
    return "nothing";
  }

  /** A schedule of a name that none can have, and nothing else. */
  @Override
  protected String damageSchedule(String name, SplittableRandom random) {
    ScheduleRecord bad = new ScheduleRecord("a\nb", 0, Optional.of(Instant.EPOCH), "");
    List<Boolean> ignored = opened.real().schedules().put(List.of(bad));
    return "a name of two lines";
  }

  /** Leaves all: this backend only pretends that it has a store. */
  @Override
  protected void empty() {}

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(1);
  }
}
