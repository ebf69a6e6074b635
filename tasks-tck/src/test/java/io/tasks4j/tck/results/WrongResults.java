package io.tasks4j.tck.results;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Durations;
import io.tasks4j.message.Payload;
import io.tasks4j.result.MemoryResultBackend;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A store of results with one fault. */
class WrongResults implements ResultBackend {
  final ResultBackend next;

  WrongResults(ResultSettings settings) {
    this.next = new MemoryResultBackend(settings);
  }

  @Override
  public boolean store(TaskResult result) {
    return next.store(result);
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    return next.find(id);
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    return next.await(id, timeout);
  }

  @Override
  public boolean delete(TaskId id) {
    return next.delete(id);
  }

  private static TaskResult with(
      TaskResult r, Optional<Payload> value, Optional<io.tasks4j.TaskError> error) {
    return new TaskResult(
        r.id(), r.status(), value, error, r.attempts(), r.createdAt(), r.finishedAt());
  }

  static WrongResults forgetsErrors(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public boolean store(TaskResult r) {
        return next.store(with(r, r.value(), Optional.empty()));
      }
    };
  }

  static WrongResults lastStays(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public boolean store(TaskResult r) {
        boolean fresh = !next.delete(r.id());
        next.store(r);
        return fresh;
      }
    };
  }

  static WrongResults forgetsMediaTypes(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public boolean store(TaskResult r) {
        return next.store(
            with(r, r.value().map(v -> Payload.of(v.bytes(), Payload.JSON)), r.error()));
      }
    };
  }

  static WrongResults deletesNothing(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public boolean delete(TaskId id) {
        return true;
      }
    };
  }

  static WrongResults waitsTooShort(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
        return next.await(id, timeout.dividedBy(2));
      }
    };
  }

  static WrongResults wakesNobody(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
        Optional<TaskResult> found = next.find(id);
        if (found.isPresent()) {
          return found;
        }
        next.await(TaskId.next(), timeout);
        return next.find(id);
      }
    };
  }

  static WrongResults wakesOneOfEach(ResultSettings settings) {
    Set<TaskId> awaited = ConcurrentHashMap.newKeySet();
    return new WrongResults(settings) {
      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
        return next.await(awaited.add(id) ? id : TaskId.next(), timeout);
      }
    };
  }

  static WrongResults swallowsInterrupts(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) {
        try {
          return next.await(id, timeout);
        } catch (InterruptedException e) {
          return Optional.empty();
        }
      }
    };
  }

  static WrongResults keepsForEver(ResultSettings settings) {
    return new WrongResults(settings.ttl(Durations.MAX));
  }

  static WrongResults keepsAll(ResultSettings settings) {
    return new WrongResults(settings.maxCount(Integer.MAX_VALUE));
  }

  static WrongResults takesAnySize(ResultSettings settings) {
    return new WrongResults(settings.maxBytes(64 * 1024 * 1024));
  }

  static WrongResults looksThenStores(ResultSettings settings) {
    return new WrongResults(settings) {
      @Override
      public boolean store(TaskResult r) {
        boolean free = next.find(r.id()).isEmpty();
        LockSupport.parkNanos(1_000_000);
        next.delete(r.id());
        return next.store(r) && free;
      }
    };
  }
}
