package io.tasks4j.tck.results;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.LockStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A store of locks with one fault. */
class WrongLocks implements LockStore {
  final LockStore next;

  WrongLocks(InstantSource clock) {
    this.next = new MemoryBackend(BackendSettings.defaults().clock(clock)).locks();
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    return next.acquire(key, ttl);
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    return next.renew(key, token, ttl);
  }

  @Override
  public boolean release(String key, long token) {
    return next.release(key, token);
  }

  static WrongLocks letsAllIn(InstantSource clock) {
    AtomicLong tokens = new AtomicLong();
    return new WrongLocks(clock) {
      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        return OptionalLong.of(tokens.incrementAndGet());
      }

      @Override
      public boolean release(String key, long token) {
        return true;
      }
    };
  }

  static WrongLocks countsTokensByKey(InstantSource clock) {
    return new WrongLocks(clock) {
      private final ConcurrentMap<String, Long> tokens = new ConcurrentHashMap<>();

      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        OptionalLong real = next.acquire(key, ttl);
        if (real.isPresent()) {
          next.release(key, real.getAsLong());
        }
        return real.isPresent() ? OptionalLong.of(tokens.merge(key, 1L, Long::sum)) : real;
      }
    };
  }

  static WrongLocks neverLapses(InstantSource clock) {
    return new WrongLocks(() -> Instant.EPOCH);
  }

  static WrongLocks lapsesAtOnce(InstantSource clock) {
    return new WrongLocks(clock) {
      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        return next.acquire(key, Duration.ofMillis(1));
      }
    };
  }

  static WrongLocks renewsNothing(InstantSource clock) {
    return new WrongLocks(clock) {
      @Override
      public boolean renew(String key, long token, Duration ttl) {
        return true;
      }
    };
  }

  static WrongLocks releasesWhoever(InstantSource clock) {
    return new WrongLocks(clock) {
      private final ConcurrentMap<String, Long> holders = new ConcurrentHashMap<>();

      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        OptionalLong token = next.acquire(key, ttl);
        token.ifPresent(t -> holders.put(key, t));
        return token;
      }

      @Override
      public boolean release(String key, long token) {
        return next.release(key, holders.getOrDefault(key, token));
      }
    };
  }

  static WrongLocks mixesCases(InstantSource clock) {
    return new WrongLocks(clock) {
      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        return next.acquire(key.toLowerCase(Locale.ROOT), ttl);
      }

      @Override
      public boolean renew(String key, long token, Duration ttl) {
        return next.renew(key.toLowerCase(Locale.ROOT), token, ttl);
      }
    };
  }

  static WrongLocks looksThenTakes(InstantSource clock) {
    return new WrongLocks(clock) {
      private final ConcurrentMap<String, Long> holders = new ConcurrentHashMap<>();
      private final AtomicLong tokens = new AtomicLong();

      @Override
      public OptionalLong acquire(String key, Duration ttl) {
        if (holders.containsKey(key)) {
          return OptionalLong.empty();
        }
        LockSupport.parkNanos(100_000);
        holders.put(key, tokens.incrementAndGet());
        return OptionalLong.of(tokens.get());
      }

      @Override
      public boolean release(String key, long token) {
        return holders.remove(key) != null;
      }
    };
  }
}
