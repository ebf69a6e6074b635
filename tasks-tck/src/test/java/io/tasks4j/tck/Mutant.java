package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A way for a backend to be wrong: changes one thing of a right one. */
interface Mutant {
  /** What it is called; given by the enum. */
  String name();

  /** Ids of rules that it breaks, each time. It may break more. */
  List<String> breaks();

  default Set<Capability> capabilities(Set<Capability> real) {
    return real;
  }

  default BackendSettings settings(BackendSettings s) {
    return s;
  }

  default TaskMessage message(TaskMessage m) {
    return m;
  }

  default List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
    List<TaskMessage> changed = new ArrayList<>();
    messages.forEach(m -> changed.add(m == null ? null : message(m)));
    return b.real().enqueue(changed);
  }

  default Claims claim(MutantBackend b, ClaimRequest request) {
    return b.real().claim(request);
  }

  default Claim held(MutantBackend b, Claim claim) {
    return claim;
  }

  default List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
    return b.real()
        .renew(
            renewals.stream().map(r -> new Renewal(held(b, r.claim()), r.progress())).toList(),
            lease);
  }

  default Outcome outcome(Outcome outcome) {
    return outcome;
  }

  default List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
    return b.real()
        .settle(
            settlements.stream()
                .map(
                    s ->
                        new Settlement(
                            held(b, s.claim()), outcome(s.outcome()), s.followUps(), s.progress()))
                .toList());
  }

  default List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
    return b.real().exchange(Exchange.start(starts.queue(), starts.ids())).states();
  }

  default boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
    return b.real().withdraw(messages);
  }

  default Claims claimAlong(MutantBackend b, ClaimRequest request) {
    return b.claim(request.maxWait(Duration.ZERO));
  }

  default Exchanged exchange(MutantBackend b, Exchange exchange) {
    List<Boolean> applied = settle(b, exchange.settlements());
    List<EarlyStart.State> states =
        exchange.starts().map(starts -> start(b, starts)).orElse(List.of());
    return new Exchanged(
        applied, states, exchange.claim().map(r -> claimAlong(b, r)).orElse(Claims.NONE));
  }

  default TaskMetadata record(MutantBackend b, TaskMetadata t) {
    return t;
  }

  default TaskQuery query(MutantBackend b, TaskQuery q) {
    return q;
  }

  default <T> List<T> listed(List<T> found) {
    return found;
  }

  default TaskPage page(TaskPage page) {
    return page;
  }

  default QueueStats stats(QueueStats s) {
    return s;
  }

  default List<Throughput> throughput(List<Throughput> real) {
    return real;
  }

  default CancelResult cancel(MutantBackend b, TaskId id) {
    return b.real().admin().cancel(id);
  }

  default boolean requeue(MutantBackend b, TaskId id) {
    return b.real().admin().requeue(id);
  }

  default boolean purge(MutantBackend b, TaskId id) {
    return b.real().admin().purge(id);
  }

  default void pause(MutantBackend b, String queue, boolean paused) {
    b.real().admin().pause(queue, paused);
  }

  default TaskResult result(MutantBackend b, TaskResult r) {
    return r;
  }

  default Optional<TaskResult> found(MutantBackend b, TaskId id, Optional<TaskResult> real) {
    return real.map(r -> result(b, r));
  }

  default List<Arrival> arrivals(MutantBackend b, List<Arrival> real) {
    return real;
  }

  default Duration wait(Duration timeout) {
    return timeout;
  }

  default boolean delete(MutantBackend b, TaskId id) {
    return b.real().results().delete(id);
  }

  default ScheduleStore schedules(MutantBackend b) {
    return b.real().schedules();
  }

  default void close(MutantBackend b) {
    b.real().close();
  }
}
