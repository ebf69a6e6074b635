package io.tasks4j.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories with one thing wrong each, and the checker that has to see it. */
class CheckerTest {
  private static final TaskId A = TaskId.derived("a");
  private static final TaskId B = TaskId.derived("b");

  @TempDir private Path folder;
  private final Map<TaskId, TaskMetadata> store = new HashMap<>();
  private final List<String> producer = new ArrayList<>();
  private final List<String> worker = new ArrayList<>();
  private Duration orderBound = Duration.ZERO;

  @Test
  void a_good_history_holds() throws Exception {
    enqueued(A, "PLAIN", 5);
    ran(A, 1, 100);
    ended(A, TaskStatus.SUCCESS);

    Verdict verdict = check();

    assertTrue(verdict.holds());
  }

  @Test
  void an_accepted_task_that_is_gone_is_lost() throws Exception {
    enqueued(A, "PLAIN", 5);

    violated(Checker.LOST);
  }

  @Test
  void an_enqueue_that_failed_may_have_left_nothing() throws Exception {
    producer.add("10 try " + A + " PLAIN first 5 0");
    producer.add("20 failed " + A + " BackendUnavailableException");

    assertTrue(check().holds());
  }

  @Test
  void a_task_still_waiting_has_not_ended() throws Exception {
    enqueued(A, "PLAIN", 5);
    ended(A, TaskStatus.RETRY);

    violated(Checker.UNENDED);
  }

  @Test
  void a_plain_task_must_not_fail() throws Exception {
    enqueued(A, "PLAIN", 5);
    ended(A, TaskStatus.FAILURE);

    violated(Checker.WRONG_END);
  }

  @Test
  void a_cancelled_task_must_not_succeed() throws Exception {
    enqueued(A, "CANCELLED", 5);
    producer.add("30 cancel " + A + " CANCELLED");
    ran(A, 1, 100);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.WRONG_END);
  }

  @Test
  void a_success_needs_a_completed_run() throws Exception {
    enqueued(A, "PLAIN", 5);
    worker.add("100 run " + A + " 1");
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.NEVER_RAN);
  }

  @Test
  void a_success_needs_a_settlement_unless_its_worker_died_before_it_noted_one() throws Exception {
    enqueued(A, "PLAIN", 5);
    worker.add("100 run " + A + " 1");
    worker.add("110 ran " + A + " 1");
    ended(A, TaskStatus.SUCCESS);
    assertTrue(check().holds());

    worker.add("120 settle " + A + " 1 Success false");
    violated(Checker.NO_SETTLEMENT);
  }

  @Test
  void one_token_runs_once() throws Exception {
    enqueued(A, "PLAIN", 5);
    ran(A, 1, 100);
    worker.add("200 run " + A + " 1");
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.TWO_RUNS);
  }

  @Test
  void one_end_takes_effect() throws Exception {
    enqueued(A, "PLAIN", 5);
    ran(A, 1, 100);
    ran(A, 2, 200);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.TWO_ENDS);
  }

  @Test
  void a_delayed_task_begins_no_sooner() throws Exception {
    producer.add("10 try " + A + " DELAYED first 5 50");
    producer.add("20 ok " + A);
    ran(A, 1, 40_000);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.EARLY);
  }

  @Test
  void a_delay_counts_by_the_clock_of_the_store() throws Exception {
    producer.add("10 try " + A + " DELAYED first 5 50");
    producer.add("20 ok " + A);
    // It was set forward by 45 ms, then back again.
    producer.add("1010 clock 1000 45");
    producer.add("2010 clock 2000 0");
    ran(A, 1, 9_000);
    ended(A, TaskStatus.SUCCESS);

    assertTrue(check().isViolated(Checker.EARLY));

    producer.set(2, "1010 clock 1000 49");
    assertTrue(check().holds());
  }

  @Test
  void a_tick_is_not_before_its_time() throws Exception {
    worker.add("95 tick " + A + " quick 5");
    ran(A, 1, 100);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.EARLY);
  }

  @Test
  void a_store_that_was_set_back_has_longer_to_hand_out_a_lost_message() throws Exception {
    orderBound = Duration.ofMillis(10);
    producer.add("100 clock 90 -60");
    enqueued(A, "PLAIN", 2);
    producer.add("210 try " + B + " PLAIN first 8 0");
    producer.add("220 ok " + B);
    producer.add("1100 clock 1090 -90");
    ran(A, 1, 20_000);
    ran(B, 2, 21_000);
    ended(A, TaskStatus.SUCCESS);
    ended(B, TaskStatus.SUCCESS);

    assertTrue(check().holds());

    producer.remove("1100 clock 1090 -90");
    assertTrue(check().isViolated(Checker.ORDER));
  }

  @Test
  void a_high_task_is_claimed_before_a_low_one() throws Exception {
    enqueued(A, "PLAIN", 2);
    enqueued(B, "PLAIN", 8);
    ran(A, 1, 100);
    ran(B, 2, 200);
    ended(A, TaskStatus.SUCCESS);
    ended(B, TaskStatus.SUCCESS);

    violated(Checker.ORDER);
  }

  @Test
  void a_high_task_accepted_while_the_claim_was_under_way_may_be_later() throws Exception {
    enqueued(A, "PLAIN", 2);
    producer.add("10 try " + B + " PLAIN first 8 0");
    producer.add("100 ok " + B);
    ran(A, 1, 100);
    ran(B, 2, 200);
    ended(A, TaskStatus.SUCCESS);
    ended(B, TaskStatus.SUCCESS);

    assertTrue(check().holds());
  }

  @Test
  void within_the_bound_of_the_store_a_high_task_may_be_later() throws Exception {
    enqueued(A, "PLAIN", 2);
    enqueued(B, "PLAIN", 8);
    ran(A, 1, 1_100);
    ran(B, 2, 1_200);
    ended(A, TaskStatus.SUCCESS);
    ended(B, TaskStatus.SUCCESS);

    orderBound = Duration.ofMillis(2);
    assertTrue(check().holds());

    orderBound = Duration.ofMillis(1);
    violated(Checker.ORDER);
  }

  @Test
  void a_refused_duplicate_is_not_kept() throws Exception {
    producer.add("10 try " + A + " UNIQUE first 5 0");
    producer.add("20 dup " + A);
    ran(A, 1, 100);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.DUPLICATE);
  }

  @Test
  void a_success_has_its_follow_ups() throws Exception {
    enqueued(A, "PARENT", 5);
    worker.add("95 child " + A + " " + B);
    ran(A, 1, 100);
    ended(A, TaskStatus.SUCCESS);

    violated(Checker.CHILD);
  }

  @Test
  void a_line_cut_off_by_a_kill_is_left_out() throws Exception {
    Files.writeString(folder.resolve("producer.notes"), "10 try " + A + " PLAIN first 5 0\n20 o");

    Verdict verdict =
        new Checker(History.read(folder), id -> Optional.empty(), Duration.ZERO).check();

    assertTrue(verdict.holds());
  }

  private void enqueued(TaskId id, String kind, int priority) {
    producer.add("10 try " + id + " " + kind + " first " + priority + " 0");
    producer.add("20 ok " + id);
  }

  private void ran(TaskId id, long token, long at) {
    worker.add(at + " claim " + id + " " + token + " " + (at - 10) + " 1");
    worker.add(at + " run " + id + " " + token);
    worker.add((at + 10) + " ran " + id + " " + token);
    worker.add((at + 20) + " settle " + id + " " + token + " Success true");
  }

  private void ended(TaskId id, TaskStatus status) {
    TaskMessage message =
        TaskMessage.builder(id, "chaos", Payload.json("1"), Instant.EPOCH).build();
    store.put(
        id,
        new TaskMetadata(
            message,
            status,
            0,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            false,
            Optional.empty(),
            Optional.empty()));
  }

  private static String lines(List<String> notes) {
    return notes.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private Verdict check() throws IOException {
    Files.writeString(folder.resolve("producer.notes"), lines(producer));
    Files.writeString(folder.resolve("worker.notes"), lines(worker));
    return new Checker(History.read(folder), id -> Optional.ofNullable(store.get(id)), orderBound)
        .check();
  }

  private void violated(String rule) throws IOException {
    Verdict verdict = check();
    assertTrue(verdict.isViolated(rule));
    assertEquals(false, verdict.holds());
  }
}
