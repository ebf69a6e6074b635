package io.tasks4j.tck.worker;

import io.tasks4j.backend.TaskBackend;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What a worker does on a backend, as tests to inherit. In real time: a run takes some seconds.
 *
 * <pre>{@code
 * class MyBackendWorkerTest extends WorkerContract {
 *   protected TaskBackend open() {
 *     return new MyBackend(...);   // on a store that is empty
 *   }
 * }
 * }</pre>
 */
public abstract class WorkerContract {
  /** Opens a backend on an empty store; the rules close it. */
  protected abstract TaskBackend open() throws Exception;

  /**
   * The address of an empty store, which opens a backend such as {@link #open} does; empty by
   * default, for backends that are not found by address.
   */
  protected Optional<String> address() throws Exception {
    return Optional.empty();
  }

  @Nested
  @DisplayName("Running")
  class Running extends RunningRules {
    Running() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Exclusive keys")
  class Exclusive extends ExclusiveRules {
    Exclusive() {
      super(WorkerContract.this::open, WorkerContract.this::address);
    }
  }

  @Nested
  @DisplayName("Failing")
  class Failing extends FailingRules {
    Failing() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Stopping")
  class Stopping extends StoppingRules {
    Stopping() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Outages")
  class Outages extends OutageRules {
    Outages() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Chains")
  class Chains extends ChainRules {
    Chains() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Chains: groups")
  class Groups extends GroupRules {
    Groups() {
      super(WorkerContract.this::open);
    }
  }

  @Nested
  @DisplayName("Chains: workflows")
  class Workflows extends WorkflowRules {
    Workflows() {
      super(WorkerContract.this::open);
    }
  }
}
