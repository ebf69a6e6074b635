package io.tasks4j.tck;

import io.tasks4j.backend.Capability;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.memory.MemoryScheduleStore;
import io.tasks4j.internal.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Schedules beside the tasks. */
enum ScheduleMutant implements Mutant {
  KEEPS_SCHEDULES_BY_A_CLOCK_OF_THEIR_OWN("SCHED-1", "SCHED-2") {
    @Override
    public ScheduleStore schedules(MutantBackend b) {
      return new MemoryScheduleStore(() -> Instant.EPOCH);
    }
  },
  REMOVES_NO_SCHEDULE("SCHED-4") {
    @Override
    public ScheduleStore schedules(MutantBackend b) {
      return new ForwardingScheduleStore(b.real().schedules()) {
        @Override
        public boolean remove(String name, long version) {
          return false;
        }
      };
    }
  },
  STOPS_AT_A_NAME_THAT_IS_NONE("HOSTILE-6") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(real, Capability.DURABLE);
    }

    @Override
    public ScheduleStore schedules(MutantBackend b) {
      return new ForwardingScheduleStore(b.real().schedules()) {
        @Override
        public DueSchedules due(Duration ahead, int max) {
          DueSchedules due = super.due(ahead, max);
          due.records().forEach(record -> Names.check("schedule name", record.name()));
          return due;
        }
      };
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  ScheduleMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
