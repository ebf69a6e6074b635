package io.tasks4j.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains, groups and ticks that really ran; then one line of their history is bent. */
class CompositionsTest {
  private static final TaskId CHAIN = TaskId.derived("chain");
  private static final TaskId BAD_CHAIN = TaskId.derived("bad chain");
  private static final TaskId GROUP = TaskId.derived("group");

  @TempDir private Path folder;
  private TaskQueue queue;

  @BeforeEach
  void run() throws Exception {
    queue = TaskQueue.open("memory:");
    try (Notes producer = new Notes(folder.resolve("producer.notes"));
        Notes worker = new Notes(folder.resolve("worker.notes"));
        Worker running =
            Worker.builder(TaskQueue.over(new RecordingBackend(queue.backend(), worker)))
                .register(Load.tasks(worker).toArray(Task<?, ?>[]::new))
                .queues("first")
                .start()) {
      producer.add("chain", CHAIN, 4, 0);
      queue.enqueue(Compositions.chain(CHAIN, 4, 0, "first"));
      producer.add("made", CHAIN);
      producer.add("chain", BAD_CHAIN, 3, 2);
      queue.enqueue(Compositions.chain(BAD_CHAIN, 3, 2, "first"));
      producer.add("made", BAD_CHAIN);
      producer.add("group", GROUP, 5, 2);
      queue.enqueue(Compositions.group(GROUP, 5, 2, "first"));
      producer.add("made", GROUP);
      Awaitility.await().until(() -> live() == 0);
    }
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void what_ran_as_it_must_holds() throws Exception {
    Verdict verdict = check();

    assertTrue(verdict.holds(), verdict::toString);
    assertEquals(2, verdict.counted("callbacks run"));
  }

  @Test
  void a_missing_part_is_seen() throws Exception {
    queue.admin().purge(Compositions.members(GROUP, 5).get(4));

    violated(WholeCheck.PART_LOST);
  }

  @Test
  void a_step_that_fails_unasked_is_seen() throws Exception {
    replace("chain " + BAD_CHAIN + " 3 2", "chain " + BAD_CHAIN + " 3 1");

    violated(WholeCheck.STEPS);
  }

  @Test
  void a_step_before_its_turn_is_seen() throws Exception {
    add("1 run " + Compositions.steps(CHAIN, 4).get(2) + " 99");

    violated(WholeCheck.STEP_ORDER);
  }

  @Test
  void a_wrong_payload_is_seen() throws Exception {
    replace("given " + GROUP + " 3", "given " + GROUP + " 2");

    violated(WholeCheck.GIVEN);
  }

  @Test
  void a_callback_that_did_not_run_is_seen() throws Exception {
    remove("ran " + GROUP);

    violated(WholeCheck.CALLBACK);
  }

  @Test
  void a_second_callback_is_seen() throws Exception {
    add("1 called " + TaskId.derived("another"));

    violated(WholeCheck.STRAY);
  }

  @Test
  void a_step_behind_the_failed_one_is_seen() throws Exception {
    add("9999999999999999 run " + BAD_CHAIN + " 99");

    violated(WholeCheck.NEEDLESS);
  }

  @Test
  void a_callback_before_the_last_member_is_seen() throws Exception {
    add("1 run " + GROUP + " 99");

    violated(WholeCheck.EARLY_CALLBACK);
  }

  @Test
  void a_tick_with_two_tasks_is_seen() throws Exception {
    ticks();
    add("1 tick " + TaskId.derived("another") + " quick " + lastTick());

    violated(TickCheck.TWICE);
  }

  @Test
  void a_missed_tick_is_seen() throws Exception {
    ticks();
    String tick = lastTick();
    assertTrue(check().holds());

    remove(" quick " + tick);
    violated(TickCheck.MISSED);
  }

  /** Lets the schedules fire for a while. */
  private void ticks() throws Exception {
    try (Notes worker = new Notes(folder.resolve("ticks.notes"));
        Notes director = new Notes(folder.resolve("director.notes"));
        Worker running =
            Worker.builder(queue).register(Ticking.task(worker)).queues("first").start()) {
      Schedules schedules = Schedules.of(queue);
      Ticking.define(schedules);
      Instant begin = Instant.now();
      try (Scheduler scheduler = Ticking.scheduler(queue)) {
        Awaitility.await().until(() -> Ticking.goOn(schedules, begin));
      }
      Ticking.note(Ticking.lastTicks(schedules), begin, director);
      Awaitility.await().until(() -> live() == 0);
    }
  }

  private String lastTick() throws Exception {
    String line =
        lines("director.notes").stream()
            .filter(l -> l.contains(" schedule quick "))
            .findFirst()
            .orElseThrow();
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private long live() {
    return queue.admin().stats().values().stream().mapToLong(CompositionsTest::live).sum();
  }

  private static long live(QueueStats stats) {
    return Stream.of(TaskStatus.PENDING, TaskStatus.RETRY, TaskStatus.RUNNING)
        .mapToLong(stats::count)
        .sum();
  }

  private List<String> lines(String file) throws Exception {
    return new ArrayList<>(Files.readAllLines(folder.resolve(file)));
  }

  private void add(String line) throws Exception {
    Files.write(folder.resolve("added.notes"), List.of(line));
  }

  private void replace(String old, String by) throws Exception {
    for (String file : List.of("producer.notes", "worker.notes")) {
      Files.write(folder.resolve(file), lines(file).stream().map(l -> l.replace(old, by)).toList());
    }
  }

  private void remove(String part) throws Exception {
    for (String file : List.of("worker.notes", "ticks.notes")) {
      if (Files.exists(folder.resolve(file))) {
        Files.write(
            folder.resolve(file), lines(file).stream().filter(l -> !l.contains(part)).toList());
      }
    }
  }

  private Verdict check() throws Exception {
    return new Checker(History.read(folder), queue.admin()::find, Duration.ZERO).check();
  }

  private void violated(String rule) throws Exception {
    assertTrue(check().isViolated(rule));
  }
}
