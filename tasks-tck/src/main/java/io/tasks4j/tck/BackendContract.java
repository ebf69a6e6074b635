package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import java.sql.Connection;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every backend promises, as tests to inherit; {@code docs/guarantees.md} lists the rules.
 *
 * <p>A rule for a capability that {@link TaskBackend#capabilities()} lacks checks instead that the
 * backend refuses what it cannot do. Backends that run tasks as they are enqueued keep another
 * contract.
 *
 * <pre>{@code
 * class MyBackendContractTest extends BackendContract {
 *   protected TaskBackend open(BackendSettings settings) {
 *     return new MyBackend(emptyStore(), settings);
 *   }
 * }
 * }</pre>
 */
public abstract class BackendContract {
  private final ManualClock clock = new ManualClock();

  /** Opens a backend on a store that is empty. The rules close it. */
  protected abstract TaskBackend open(BackendSettings settings) throws Exception;

  /**
   * Opens the store of the latest {@link #open} once more, whether or not that is closed by now.
   * For backends that are {@code DURABLE} or {@code MULTI_PROCESS}.
   */
  protected TaskBackend reopen(BackendSettings settings) throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName() + " has to override reopen: its backend says that it outlives it");
  }

  /** A connection to the store of the latest {@link #open}. For {@code JDBC_TRANSACTION}. */
  protected Connection connection() throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName() + " has to override connection: its backend takes part in JDBC");
  }

  /**
   * Damages what the store of the latest {@link #open} keeps of a task, as another program might:
   * one of its fields gets a value that it cannot have. For backends that are {@code DURABLE}.
   *
   * @param random decides which field, and what value
   * @return what was done, for people
   */
  protected String damage(TaskId id, SplittableRandom random) throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName() + " has to override damage: others can write its backend's store");
  }

  /**
   * Damages what the store of the latest {@link #open} keeps beside its tasks, as another program
   * might: counters, names, pauses, locks, members of its sets. For backends that are {@code
   * DURABLE}.
   *
   * @param random decides what, and with what value
   * @return what was done, for people
   */
  protected String damageStore(SplittableRandom random) throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " has to override damageStore: others can write its backend's store");
  }

  /**
   * Damages what the store of the latest {@link #open} keeps of a schedule, as another program
   * might: one of its fields gets a value that it cannot have, its name among them. For backends
   * that are {@code DURABLE} and keep {@code SCHEDULES}.
   *
   * @param random decides which field, and what value
   * @return what was done, for people
   */
  protected String damageSchedule(String name, SplittableRandom random) throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " has to override damageSchedule: others can write its backend's store");
  }

  /**
   * Empties the store of the latest {@link #open}, as an operator might while processes run. For
   * backends that are {@code DURABLE}.
   */
  protected void empty() throws Exception {
    throw new UnsupportedOperationException(
        getClass().getName() + " has to override empty: others can empty its backend's store");
  }

  /**
   * Lets {@code time} pass on the backend's clock. By default turns the clock that {@code
   * settings.clock()} gave; a backend that goes by the clock of a server waits instead, and
   * overrides {@link #unit} to wait less.
   */
  protected void advance(Duration time) throws Exception {
    clock.advance(time);
  }

  /**
   * The unit of all times in the rules; a lease is ten of it. 1 s by default. Where time really
   * passes, a rule that finds the machine too slow by a unit fails: 200 ms is about the least.
   */
  protected Duration unit() {
    return Duration.ofSeconds(1);
  }

  /** Whether the stats say how long the oldest due task has been due; true by default. */
  protected boolean saysOldestDue() {
    return true;
  }

  /** Whether the backend counts what ended by spans of time; true by default. */
  protected boolean saysThroughput() {
    return true;
  }

  /** How long a rule waits for what has to come; only a rule that fails takes so long. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  final BackendSettings settings() {
    return BackendSettings.defaults().clock(clock);
  }

  @Nested
  @DisplayName("ENQ: what is enqueued is kept, unchanged")
  class Enqueue extends EnqueueRules {
    Enqueue() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("CLAIM: who gets which task, and when")
  class Claiming extends ClaimRules {
    Claiming() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("WAKE: a claim that waits is woken by whatever makes a task ready")
  class Wake extends WakeRules {
    Wake() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("LEASE: a claim is held for a time, and fenced by its token")
  class Lease extends LeaseRules {
    Lease() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("SETTLE: one outcome, once")
  class Settle extends SettleRules {
    Settle() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("FUSE: settling and claiming in one call")
  class Fuse extends FuseRules {
    Fuse() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("FOLLOW: what follows a task comes with its settlement, once")
  class Follow extends FollowUpRules {
    Follow() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("JOIN: tasks that wait for others")
  class Joining extends JoinRules {
    Joining() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("JOIN: what has arrived for them")
  class Arriving extends ArrivalRules {
    Arriving() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("PARENT: what becomes of them when a parent does not succeed")
  class Parents extends ParentRules {
    Parents() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("PARENT: which of several that did not succeed is named")
  class FirstFailures extends FirstFailureRules {
    FirstFailures() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("RETRY: failures are counted and kept")
  class Retry extends RetryRules {
    Retry() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("POISON: a task that kills its worker ends, and harms no other")
  class Poison extends PoisonRules {
    Poison() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("TIME: due times and expiry")
  class Time extends TimeRules {
    Time() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("UNIQUE: one task of a key")
  class Unique extends UniqueRules {
    Unique() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("LIMITS: how many run at once")
  class Limited extends LimitRules {
    Limited() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("ADMIN: what operators see")
  class Admin extends AdminRules {
    Admin() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("CANCEL: ending a task from outside")
  class Cancel extends CancelRules {
    Cancel() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("REQUEUE: putting back, removing and pausing")
  class Requeue extends RequeueRules {
    Requeue() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("RESULT: how a task ended, for whoever waits")
  class Result extends ResultRules {
    Result() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("KEEP: how long what ended is kept")
  class Keep extends RetentionRules {
    Keep() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("STATE: the state machine, walked at random")
  class State extends StateRules {
    State() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("HOSTILE: what the world may bring")
  class Hostile extends HostileRules {
    Hostile() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("RACE: many threads at once")
  class Race extends RaceRules {
    Race() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("LOAD: costs that do not grow")
  class Load extends LoadRules {
    Load() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("CLOSE: after the end")
  class Close extends CloseRules {
    Close() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("DURABLE: what outlives the process")
  class Durable extends DurableRules {
    Durable() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("SHARED: several processes on one store")
  class Shared extends SharedRules {
    Shared() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("SCHED: schedules beside tasks")
  class Scheduling extends ScheduleRules {
    Scheduling() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("EARLY: taking back a due time, or an enqueue")
  class Early extends EarlyRules {
    Early() {
      super(BackendContract.this);
    }
  }

  @Nested
  @DisplayName("JDBC: enqueueing inside a transaction of the application")
  class Jdbc extends JdbcRules {
    Jdbc() {
      super(BackendContract.this);
    }
  }
}
