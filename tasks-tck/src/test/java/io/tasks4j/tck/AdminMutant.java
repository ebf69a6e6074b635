package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators and producers see and do. */
enum AdminMutant implements Mutant {
  IGNORES_PAUSE("PAUSE-1", "PAUSE-3", "PAUSE-5") {
    @Override
    public void pause(MutantBackend b, String queue, boolean paused) {}
  },
  NEVER_RESUMES("PAUSE-4", "WAKE-5") {
    @Override
    public void pause(MutantBackend b, String queue, boolean paused) {
      super.pause(b, queue, true);
    }
  },
  IGNORES_CANCELS("CANCEL-1", "CANCEL-5") {
    @Override
    public CancelResult cancel(MutantBackend b, TaskId id) {
      return CancelResult.NOTHING;
    }
  },
  CANCELS_BUT_DOES_NOT_TELL("CANCEL-3") {
    @Override
    public CancelResult cancel(MutantBackend b, TaskId id) {
      CancelResult result = super.cancel(b, id);
      return result == CancelResult.REQUESTED ? CancelResult.CANCELLED : result;
    }
  },
  REQUEUES_NOTHING("REQUEUE-2") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      return true;
    }
  },
  PURGES_NOTHING("PURGE-1", "SETTLE-7") {
    @Override
    public boolean purge(MutantBackend b, TaskId id) {
      return true;
    }
  },
  LISTS_OLDEST_FIRST("ADMIN-2", "ADMIN-3") {
    @Override
    public <T> List<T> listed(List<T> found) {
      return Mutants.reversed(found);
    }
  },
  LISTS_NOTHING("ADMIN-3") {
    @Override
    public <T> List<T> listed(List<T> found) {
      return List.of();
    }
  },
  GIVES_UP_WAITING_FOR_RESULTS("RESULT-6", "RESULT-7", "RESULT-9", "RESULT-13") {
    @Override
    public Duration wait(Duration timeout) {
      return Duration.ZERO;
    }
  },
  WAITS_FOR_RESULTS_DEAF_TO_INTERRUPTS("RESULT-9") {
    @Override
    public Duration wait(Duration timeout) {
      boolean ignored = Mutants.waitOut(timeout);
      return Duration.ZERO;
    }
  },
  DELETES_NO_RESULTS("CLOSE-2", "RESULT-10") {
    @Override
    public boolean delete(MutantBackend b, TaskId id) {
      return true;
    }
  },
  WORKS_ON_AFTER_CLOSING("CLOSE-3", "CLOSE-4") {
    @Override
    public void close(MutantBackend b) {}
  },
  FAILS_TO_CLOSE_TWICE("CLOSE-1") {
    @Override
    public void close(MutantBackend b) {
      if (b.closedBefore()) {
        throw new IllegalStateException("closed before");
      }
      super.close(b);
    }
  },
  STARTS_OVER_WHEN_A_PAGE_IS_GONE("ADMIN-4") {
    @Override
    public TaskQuery query(MutantBackend b, TaskQuery q) {
      boolean gone = q.before().filter(id -> b.real().admin().find(id).isEmpty()).isPresent();
      return gone
          ? new TaskQuery(q.statuses(), q.queue(), q.name(), Optional.empty(), q.limit())
          : q;
    }
  },
  IGNORES_FILTERS("ADMIN-6") {
    @Override
    public TaskQuery query(MutantBackend b, TaskQuery q) {
      return new TaskQuery(q.statuses(), Optional.empty(), Optional.empty(), q.before(), q.limit());
    }
  },
  LISTS_EVERY_STATUS("ADMIN-5") {
    @Override
    public TaskQuery query(MutantBackend b, TaskQuery q) {
      return q.statuses(EnumSet.allOf(TaskStatus.class));
    }
  },
  COUNTS_NO_RUNNING_TASKS("ADMIN-7", "ADMIN-8", "STATE-3") {
    @Override
    public QueueStats stats(QueueStats s) {
      Map<TaskStatus, Long> counts = new HashMap<>(s.counts());
      counts.remove(TaskStatus.RUNNING);
      return new QueueStats(counts, s.paused(), s.oldestDue());
    }
  },
  SHOWS_NO_PAUSE("ADMIN-9") {
    @Override
    public QueueStats stats(QueueStats s) {
      return new QueueStats(s.counts(), false, s.oldestDue());
    }
  },
  SEES_NOTHING_LATE("ADMIN-10") {
    @Override
    public QueueStats stats(QueueStats s) {
      return new QueueStats(s.counts(), s.paused());
    }
  },
  SEES_ALL_AS_NEW("ADMIN-10") {
    @Override
    public QueueStats stats(QueueStats s) {
      return new QueueStats(s.counts(), s.paused(), s.oldestDue().map(age -> Duration.ZERO));
    }
  },
  ENDS_A_LISTING_WITH_ITS_FIRST_PAGE("ADMIN-12") {
    @Override
    public TaskPage page(TaskPage page) {
      return new TaskPage(page.tasks(), Optional.empty());
    }
  },
  GOES_ON_AFTER_TASKS_THAT_IT_LEFT_OUT("ADMIN-12") {
    @Override
    public TaskPage page(TaskPage page) {
      return new TaskPage(page.tasks().stream().skip(1).toList(), page.next());
    }
  },
  LEAVES_OUT_WHAT_CAME_WITH_THE_LAST_OF_A_PAGE("ADMIN-13") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      b.keepBatch(messages);
      return super.enqueue(b, messages);
    }

    @Override
    public TaskQuery query(MutantBackend b, TaskQuery q) {
      return q.before().map(last -> q.before(b.firstOfBatch(last))).orElse(q);
    }
  },
  SEES_NO_THROUGHPUT("ADMIN-11") {
    @Override
    public List<Throughput> throughput(List<Throughput> real) {
      return List.of();
    }
  },
  COUNTS_DEAD_LETTERS_AS_FINISHED("ADMIN-11") {
    @Override
    public List<Throughput> throughput(List<Throughput> real) {
      return real.stream()
          .map(t -> new Throughput(t.from(), t.width(), t.finished() + t.dead(), 0))
          .toList();
    }
  },
  GIVES_THE_LATEST_SPAN_FIRST("ADMIN-11") {
    @Override
    public List<Throughput> throughput(List<Throughput> real) {
      return Mutants.reversed(real);
    }
  },
  LEAVES_A_TASK_THAT_ENDED_FOR_WHAT_IT_PURGED("ADMIN-14") {
    @Override
    public boolean purge(MutantBackend b, TaskId id) {
      Optional<TaskMessage> message = b.real().admin().find(id).map(TaskMetadata::message);
      message.ifPresent(
          m -> {
            TaskMessage.Builder mark =
                TaskMessage.builder(TaskId.next(), "purged", m.payload(), m.enqueuedAt());
            b.real().enqueue(List.of(mark.expiry(Optional.of(new When.At(b.now()))).build()));
          });
      return super.purge(b, id);
    }
  },
  CANCELS_WHAT_HAS_ENDED("CANCEL-6") {
    @Override
    public CancelResult cancel(MutantBackend b, TaskId id) {
      CancelResult result = super.cancel(b, id);
      return result == CancelResult.NOTHING ? CancelResult.CANCELLED : result;
    }
  },
  REMEMBERS_CANCEL_REQUESTS("CANCEL-7") {
    @Override
    public CancelResult cancel(MutantBackend b, TaskId id) {
      b.mark(id);
      return super.cancel(b, id);
    }

    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      b.isMarked(s.claim().id()) && s.outcome() instanceof Outcome.Failure
                          ? Settlement.of(s.claim(), new Outcome.Cancelled())
                          : s)
              .toList());
    }
  },
  REQUEUES_DEAD_LETTERS_ALONE("REQUEUE-2") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      boolean dead =
          b.real().admin().find(id).filter(t -> t.status() == TaskStatus.FAILURE).isPresent();
      return dead && super.requeue(b, id);
    }
  },
  REQUEUES_WITH_THE_OLD_EXPIRY("REQUEUE-3") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      TaskMessage message = b.real().admin().find(id).map(TaskMetadata::message).orElse(null);
      boolean done = super.requeue(b, id);
      if (done && message.expiry().isPresent()) {
        b.real().admin().purge(id);
        b.real().enqueue(List.of(message));
      }
      return done;
    }
  },
  SAYS_IT_REQUEUED("REQUEUE-4", "REQUEUE-5") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      return super.requeue(b, id) || b.real().admin().find(id).isPresent();
    }
  },
  REQUEUES_ALTHOUGH_THE_KEY_IS_HELD("UNIQUE-13") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      boolean dead =
          b.real().admin().find(id).filter(t -> t.status() == TaskStatus.FAILURE).isPresent();
      return super.requeue(b, id) || dead;
    }
  },
  SAYS_IT_PURGED_WHAT_RUNS("PURGE-2") {
    @Override
    public boolean purge(MutantBackend b, TaskId id) {
      boolean running =
          b.real().admin().find(id).filter(t -> t.status() == TaskStatus.RUNNING).isPresent();
      return running || super.purge(b, id);
    }
  },
  LOSES_CLAIMS_WHEN_PAUSED("PAUSE-2", "STATE-2") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      boolean paused = b.real().admin().stats().values().stream().anyMatch(QueueStats::paused);
      List<ClaimState> states = super.renew(b, renewals, lease);
      return paused ? states.stream().map(s -> ClaimState.LOST).toList() : states;
    }
  },
  RESULTS_OF_FAILURES_HAVE_NO_ERROR("RESULT-3") {
    @Override
    public TaskResult result(MutantBackend b, TaskResult r) {
      return r.status() == TaskStatus.FAILURE ? Mutants.withoutError(r) : r;
    }
  },
  KEEPS_RESULTS_OVER_A_REQUEUE("RESULT-11") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      b.real().results().find(id).ifPresent(b::keepResult);
      return super.requeue(b, id);
    }

    @Override
    public Optional<TaskResult> found(MutantBackend b, TaskId id, Optional<TaskResult> real) {
      return real.or(() -> b.keptResult(id));
    }
  },
  TELLS_OF_RESULTS_TOO_EARLY("RESULT-2") {
    @Override
    public Optional<TaskResult> found(MutantBackend b, TaskId id, Optional<TaskResult> real) {
      return real.or(() -> b.real().admin().find(id).map(Mutants::early));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  AdminMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
