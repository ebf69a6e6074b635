package io.tasks4j.tck.results;

import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.memory.MemoryScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A store of schedules with one fault. */
class WrongSchedules extends ForwardingScheduleStore {
  final ScheduleStore next;

  WrongSchedules(InstantSource clock) {
    this(new MemoryScheduleStore(clock));
  }

  private WrongSchedules(ScheduleStore next) {
    super(next);
    this.next = next;
  }

  private static ScheduleRecord with(ScheduleRecord r, String name, long version, String data) {
    return new ScheduleRecord(name, version, r.due(), data);
  }

  long version(String name) {
    return next.find(name).map(ScheduleRecord::version).orElse(0L);
  }

  static WrongSchedules forgetsLines(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        return super.put(
            records.stream()
                .map(r -> with(r, r.name(), r.version(), r.data().split("\n", 2)[0]))
                .toList());
      }
    };
  }

  static WrongSchedules lastStays(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        return super.put(
            records.stream().map(r -> with(r, r.name(), version(r.name()), r.data())).toList());
      }
    };
  }

  /** Counts the versions of each name from 1. */
  static WrongSchedules countsByName(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public Optional<ScheduleRecord> find(String name) {
        return super.find(name).map(r -> with(r, name, 1, r.data()));
      }

      @Override
      public boolean remove(String name, long version) {
        return super.remove(name, version(name));
      }
    };
  }

  static WrongSchedules removesAnyVersion(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public boolean remove(String name, long version) {
        return super.remove(name, version(name));
      }
    };
  }

  static WrongSchedules latestFirst(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public DueSchedules due(Duration ahead, int max) {
        DueSchedules real = super.due(ahead, max);
        List<ScheduleRecord> reversed = new ArrayList<>(real.records());
        Collections.reverse(reversed);
        return new DueSchedules(real.now(), reversed);
      }
    };
  }

  static WrongSchedules firstTimeStays(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        return super.put(
            records.stream()
                .map(
                    r ->
                        new ScheduleRecord(
                            r.name(),
                            r.version(),
                            next.find(r.name()).flatMap(ScheduleRecord::due).or(r::due),
                            r.data()))
                .toList());
      }
    };
  }

  static WrongSchedules pagesBegunAnew(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<ScheduleRecord> list(String after, int max) {
        List<ScheduleRecord> page = super.list(after, max + 1);
        return page.subList(Math.min(1, page.size()), page.size());
      }
    };
  }

  static WrongSchedules mixesCases(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        return super.put(
            records.stream()
                .map(r -> with(r, r.name().toLowerCase(Locale.ROOT), r.version(), r.data()))
                .toList());
      }
    };
  }

  static WrongSchedules looksThenPuts(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        ScheduleRecord r = records.get(0);
        if (version(r.name()) != r.version()) {
          return List.of(false);
        }
        LockSupport.parkNanos(100_000);
        return next.put(List.of(with(r, r.name(), version(r.name()), r.data())));
      }
    };
  }

  static WrongSchedules clockOfItsOwn(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public DueSchedules due(Duration ahead, int max) {
        return new DueSchedules(
            Instant.parse("2026-01-01T00:00:00Z"), super.due(ahead, max).records());
      }
    };
  }

  static WrongSchedules allOrNone(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public List<Boolean> put(List<ScheduleRecord> records) {
        boolean all = records.stream().allMatch(r -> version(r.name()) == r.version());
        return all ? super.put(records) : records.stream().map(r -> false).toList();
      }
    };
  }

  static WrongSchedules neverCloses(InstantSource clock) {
    return new WrongSchedules(clock) {
      @Override
      public void close() {}
    };
  }
}
