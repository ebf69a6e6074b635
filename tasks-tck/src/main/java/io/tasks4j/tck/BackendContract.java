package io.tasks4j.tck;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every backend promises, as tests to inherit: one for each rule of {@code
 * docs/guarantees.md}.
 *
 * <pre>{@code
 * class MyBackendTest extends BackendContract {
 *   protected TaskBackend open(BackendSettings settings) {
 *     return new MyBackend(emptyStore(), settings);
 *   }
 *   protected TaskBackend reopen(BackendSettings settings) {
 *     return new MyBackend(sameStore(), settings);
 *   }
 * }
 * }</pre>
 *
 * The rules move time by the clock of the settings; nothing sleeps.
 */
public abstract class BackendContract {
  /** Opens the backend on an empty store. The rules close it. */
  protected abstract TaskBackend open(BackendSettings settings) throws Exception;

  /** Opens the store of the latest {@link #open} again; called for backends that are DURABLE. */
  protected abstract TaskBackend reopen(BackendSettings settings) throws Exception;

  @Nested
  @DisplayName("Enqueueing")
  class Enqueueing extends EnqueueRules {
    Enqueueing() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Claiming")
  class Claiming extends ClaimRules {
    Claiming() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Leases")
  class Leases extends LeaseRules {
    Leases() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Settling")
  class Settling extends SettleRules {
    Settling() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Time")
  class Time extends TimeRules {
    Time() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Unique keys")
  class Unique extends UniqueRules {
    Unique() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Limits and pause")
  class Limiting extends LimitRules {
    Limiting() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Operators")
  class Operators extends AdminRules {
    Operators() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Results and retention")
  class Results extends ResultRules {
    Results() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Many at once")
  class Concurrency extends ConcurrencyRules {
    Concurrency() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("Closing and opening again")
  class Lifecycle extends LifecycleRules {
    Lifecycle() {
      super(BackendContract.this);
    }
  }
}
