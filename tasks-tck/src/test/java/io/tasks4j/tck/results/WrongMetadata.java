package io.tasks4j.tck.results;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Durations;
import io.tasks4j.result.MemoryMetadataStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A store of records with one fault. */
class WrongMetadata implements MetadataStore {
  final MetadataStore next;

  WrongMetadata(MetadataSettings settings) {
    this.next = new MemoryMetadataStore(settings);
  }

  @Override
  public boolean store(TaskMetadata task) {
    return next.store(task);
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return next.find(id);
  }

  @Override
  public boolean compareAndSet(TaskMetadata expected, TaskMetadata task) {
    return next.compareAndSet(expected, task);
  }

  @Override
  public boolean delete(TaskId id) {
    return next.delete(id);
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return next.list(query);
  }

  @Override
  public Map<String, QueueStats> stats() {
    return next.stats();
  }

  static WrongMetadata forgetsProgress(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public boolean store(TaskMetadata t) {
        return next.store(
            new TaskMetadata(
                t.message(),
                t.status(),
                t.failures(),
                t.losses(),
                t.enqueuedAt(),
                t.dueAt(),
                t.expiresAt(),
                t.startedAt(),
                t.finishedAt(),
                t.worker(),
                t.cancelRequested(),
                t.error(),
                Optional.empty()));
      }
    };
  }

  static WrongMetadata lastStays(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public boolean store(TaskMetadata t) {
        boolean fresh = !next.delete(t.id());
        next.store(t);
        return fresh;
      }
    };
  }

  static WrongMetadata expectsNothing(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public boolean compareAndSet(TaskMetadata expected, TaskMetadata t) {
        return next.find(t.id()).filter(now -> next.compareAndSet(now, t)).isPresent();
      }
    };
  }

  static WrongMetadata looksThenReplaces(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public boolean compareAndSet(TaskMetadata expected, TaskMetadata t) {
        boolean same = next.find(t.id()).filter(expected::equals).isPresent();
        LockSupport.parkNanos(100_000);
        return same && next.find(t.id()).filter(now -> next.compareAndSet(now, t)).isPresent();
      }
    };
  }

  static WrongMetadata deletesNothing(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public boolean delete(TaskId id) {
        return true;
      }
    };
  }

  static WrongMetadata listsBackwards(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public List<TaskMetadata> list(TaskQuery query) {
        List<TaskMetadata> tasks = new ArrayList<>(next.list(query));
        Collections.reverse(tasks);
        return tasks;
      }
    };
  }

  static WrongMetadata listsOtherNames(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public List<TaskMetadata> list(TaskQuery q) {
        return next.list(
            new TaskQuery(q.statuses(), q.queue(), Optional.empty(), q.before(), q.limit()));
      }
    };
  }

  static WrongMetadata countsNothing(MetadataSettings settings) {
    return new WrongMetadata(settings) {
      @Override
      public Map<String, QueueStats> stats() {
        return Map.of();
      }
    };
  }

  static WrongMetadata keepsForEver(MetadataSettings settings) {
    return new WrongMetadata(settings.endedAge(Durations.MAX));
  }

  static WrongMetadata keepsAll(MetadataSettings settings) {
    return new WrongMetadata(settings.endedCount(Integer.MAX_VALUE));
  }
}
