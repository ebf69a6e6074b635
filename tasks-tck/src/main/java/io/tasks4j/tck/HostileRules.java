package io.tasks4j.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.internal.Durations;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class HostileRules extends Rules {
  /** {@code -Dtasks4j.fuzz.tries=10000} damages that many records; by default a few. */
  private static final int TRIES = Integer.getInteger("tasks4j.fuzz.tries", 60);

  /** The same seed damages the same records in the same way. */
  private static final long SEED = Long.getLong("tasks4j.fuzz.seed", 42);

  private static final List<String> TEXTS =
      List.of(
          "\u0000",
          "a\u0000b",
          "\n\r\t\u001b[31m\u007f\u0085\u2028",
          "\u202edesrever",
          "'; DROP TABLE tasks4j_tasks; --",
          "\" } ] %s %n ${jndi:x} {0} \\u0000",
          "{\"@class\":\"java.lang.Runtime\"}",
          "1e999999999",
          "\ud83d\ude00".repeat(200),
          "\uffff\ufffe",
          " ");

  private static final TaskType<String, Void> TICK = TaskType.of("tick", String.class);

  HostileRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("HOSTILE-1: headers and keys of any characters come back, and part no others")
  void hostile_1_headers_and_keys_of_any_characters_come_back_and_part_no_others() {
    List<TaskMessage> sent = new ArrayList<>();
    for (String text : TEXTS) {
      TaskMessage.Builder message =
          message()
              .headers(Map.of(text, text, "h", text))
              .exclusive(Optional.of(text))
              .retry(RetryStrategy.none());
      if (has(Capability.UNIQUE)) {
        message.unique(Optional.of(UniqueKey.whileLive(text)));
      }
      sent.add(message.build());
    }
    sent.add(message().build());
    backend().enqueue(sent);

    List<TaskMessage> claimed = new ArrayList<>();
    for (Claim claim : claim(100)) {
      claimed.add(claim.message());
      assertSettles(claim, SUCCESS);
    }

    assertEquals(sent, claimed);
    for (TaskMessage message : sent) {
      assertEquals(message, find(message.id()).message());
      assertStatus(TaskStatus.SUCCESS, message.id());
    }
  }

  @Test
  @DisplayName("HOSTILE-2: the longest times and the most retries are kept, and harm no other task")
  void hostile_2_the_longest_times_and_the_most_retries_are_kept_and_harm_no_other_task() {
    RetryStrategy most = RetryStrategy.fixedDelay(Durations.MAX).maxRetries(10_000);
    TaskMessage running = message().timeout(Optional.of(Durations.MAX)).retry(most).build();
    TaskMessage expiring = message().expiry(Optional.of(new When.At(When.LATEST))).build();
    List<TaskMessage> sent = new ArrayList<>(List.of(running, expiring));
    if (has(Capability.DELAY)) {
      sent.add(message().due(Optional.of(new When.After(Durations.MAX))).build());
      sent.add(message().due(Optional.of(new When.At(When.LATEST))).build());
    }
    backend().enqueue(sent);

    Claim claim = claim(running.id());
    assertSettles(claim, new Outcome.Retry(Durations.MAX, error("later")));
    assertSettles(claim(expiring.id()), SUCCESS);

    assertNothingReady();
    for (TaskMessage message : sent) {
      assertEquals(message, find(message.id()).message());
    }
  }

  @Test
  @DisplayName("HOSTILE-3: an error of any text is kept, within its bounds")
  void hostile_3_an_error_of_any_text_is_kept_within_its_bounds() {
    List<String> texts = new ArrayList<>(TEXTS);
    texts.add("\ud83d");
    texts.add("x\ude00y");
    texts.add("\ud83d\ude00".repeat(2_500_000));
    for (String text : texts) {
      TaskId id = enqueue();
      TaskError error =
          new TaskError(TaskError.Reason.EXECUTION, text, text, text, 1, Instant.EPOCH);

      assertSettles(claim(id), new Outcome.Failure(error));

      TaskError kept = find(id).error().orElseThrow();
      assertEquals(error, kept);
      assertTrue(kept.message().length() <= TaskError.MAX_MESSAGE);
      assertTrue(kept.stackTrace().length() <= TaskError.MAX_TRACE);
    }
  }

  @Test
  @DisplayName("HOSTILE-4: a result of any bytes and media type comes back as it was")
  void hostile_4_a_result_of_any_bytes_and_media_type_comes_back_as_it_was() {
    List<Payload> values = new ArrayList<>();
    values.add(Payload.of(new byte[0], "application/x;q=\"a b\""));
    values.add(Payload.of(new byte[] {0, 10, 13, (byte) 0xC3, (byte) 0xFF}, " "));
    values.add(Payload.of("\n\n{\"a\":1}\n".getBytes(UTF_8), "~".repeat(255)));
    for (Payload value : values) {
      TaskId id = enqueue();
      assertSettles(claim(id), new Outcome.Success(Optional.of(value)));

      TaskResult result = backend().results().find(id).orElseThrow();

      assertArrayEquals(value.bytes(), result.value().orElseThrow().bytes());
      assertEquals(value.contentType(), result.value().orElseThrow().contentType());
    }
  }

  @Test
  @DisplayName("HOSTILE-5: a record that something else damaged holds up no other, nor a listing")
  void hostile_5_a_record_that_something_else_damaged_holds_up_no_other_nor_a_listing()
      throws Exception {
    if (!has(Capability.DURABLE)) {
      // Nobody else can write it.
      enqueue();
      backend().close();
      assertEquals(Map.of(), open(settings()).admin().stats());
      return;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < TRIES; i++) {
      String what = "at try " + i + " of seed " + SEED + ": ";
      TaskId victim = victim(random.nextInt(6));
      String damage = contract().damage(victim, random);
      TaskId neighbour = enqueue(message().priority(0));

      what = what + damage;
      look(victim, what);
      drain(neighbour, what);
      assertEquals(TaskStatus.SUCCESS, status(neighbour), what);
      lapse();
      drain(enqueue(message().priority(0)), what);
      look(victim, what);
      orTyped(() -> admin().requeue(victim), what);
      drain(enqueue(message().priority(0)), what);
      orTyped(() -> admin().cancel(victim), what);
      orTyped(() -> admin().purge(victim), what);
    }
  }

  @Test
  @DisplayName("HOSTILE-6: a schedule that something else damaged keeps no other from its time")
  void hostile_6_a_schedule_that_something_else_damaged_keeps_no_other_from_its_time()
      throws Exception {
    if (!has(Capability.DURABLE) || !has(Capability.SCHEDULES)) {
      return;
    }
    QueueConfig config = QueueConfig.create().clock(settings().clock());
    Scheduler scheduler = Scheduler.builder(TaskQueue.over(backend(), config)).open();
    Schedules schedules = scheduler.schedules();
    Schedule often = Schedule.fixedRate(units(10), backend().schedules().now());
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < TRIES; i++) {
      schedules.add("neighbour", often, TICK, "");
      schedules.add("victim", often, TICK, "");
      Optional<Instant> before = lastTick(schedules);
      String what =
          "at try " + i + " of seed " + SEED + ": " + contract().damageSchedule("victim", random);

      pass(10);
      not(scheduler::fireDue, what);

      assertNotEquals(before, lastTick(schedules), what + ": no tick of its neighbour");
      not(() -> schedules.add("victim", often, TICK, ""), what);
      for (ScheduleInfo listed : not(schedules::list, what)) {
        orTyped(() -> schedules.trigger(listed.name()), what);
        orTyped(() -> schedules.pause(listed.name()), what);
        boolean removed = not(() -> schedules.remove(listed.name()), what);
        assertTrue(removed, () -> what + ": " + listed + " cannot be removed");
      }
      assertEquals(List.of(), not(schedules::list, what), what);
    }
  }

  @Test
  @DisplayName("HOSTILE-7: of tasks that wait for others a damaged one holds up no other whole")
  void hostile_7_of_tasks_that_wait_for_others_a_damaged_one_holds_up_no_other_whole()
      throws Exception {
    if (!has(Capability.DURABLE) || !has(Capability.JOIN)) {
      return;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < TRIES; i++) {
      List<TaskMessage> whole = whole(random);
      backend().enqueue(whole);
      if (random.nextBoolean()) {
        claim(1).forEach(claim -> orTyped(() -> settle(claim, outcome(random)), "before"));
      }
      TaskId victim = whole.get(random.nextInt(whole.size())).id();
      String what = "at try " + i + " of seed " + SEED + ": " + contract().damage(victim, random);
      List<TaskMessage> other = whole(random);
      backend().enqueue(other);

      drain(other.get(0).id(), what);
      assertStatus(TaskStatus.SUCCESS, other.get(0).id());
      lapse();
      drain(enqueue(message().priority(0)), what);
      for (TaskMessage each : whole) {
        look(each.id(), what);
        orTyped(() -> admin().requeue(each.id()), what);
        drain(enqueue(message().priority(0)), what);
        orTyped(() -> admin().cancel(each.id()), what);
        orTyped(() -> admin().purge(each.id()), what);
      }
    }
  }

  /** A task that waits for two, then those. */
  private static List<TaskMessage> whole(SplittableRandom random) {
    Join join = random.nextBoolean() ? Join.of(2) : Join.of(2).tolerating(1).patiently();
    TaskMessage waiting = message().join(Optional.of(join)).build();
    List<TaskMessage> all = new ArrayList<>(List.of(waiting));
    for (int slot = 0; slot < 2; slot++) {
      List<Dependant> told =
          List.of(new Dependant(waiting.id(), QUEUE, slot, random.nextInt(4) == 0));
      all.add(message().dependants(told).build());
    }
    return all;
  }

  private static Outcome outcome(SplittableRandom random) {
    return random.nextBoolean() ? SUCCESS : FAILURE;
  }

  @Test
  @DisplayName("HOSTILE-8: what something else damaged beside the tasks holds up none of them")
  void hostile_8_what_something_else_damaged_beside_the_tasks_holds_up_none_of_them()
      throws Exception {
    if (!has(Capability.DURABLE)) {
      return;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    TaskBackend other = reopen();
    for (int i = 0; i < TRIES; i++) {
      TaskId before = enqueue();
      String what = "at try " + i + " of seed " + SEED + ": " + contract().damageStore(random);
      TaskId behind = enqueue(message().priority(0));

      drain(behind, what);
      assertEquals(TaskStatus.SUCCESS, status(before), what);
      assertEquals(TaskStatus.SUCCESS, status(behind), what);
      look(before, what);
      not(() -> other.admin().stats(), what);
      pass(2);
      TaskId failing = enqueue();
      assertSettles(claim(failing), FAILURE);
      assertTrue(not(() -> admin().requeue(failing), what), what);
      drain(failing, what);
      if (has(Capability.PAUSE)) {
        not(() -> pauseAndResume(), what);
      }
      if (has(Capability.LOCKS)) {
        String key = "key-" + i;
        long token = not(() -> backend().locks().acquire(key, lease()), what).orElseThrow();
        assertTrue(backend().locks().release(key, token), what);
      }
      if (has(Capability.LIMITS)) {
        Limits one = new Limits(Map.of(), Map.of("limited", 1));
        TaskId limited = enqueue(message("limited"));
        assertEquals(List.of(limited), ids(look(request().max(5).limits(one)).claims()), what);
        drain(enqueue(message().priority(0)), what);
        lapse();
        drain(limited, what);
      }
    }
  }

  private boolean pauseAndResume() {
    admin().pause(QUEUE, true);
    admin().pause(QUEUE, false);
    return true;
  }

  private static Optional<Instant> lastTick(Schedules schedules) {
    return schedules.find("neighbour").flatMap(ScheduleInfo::lastTick);
  }

  /** A task in one of its states. */
  private TaskId victim(int state) {
    TaskId id = enqueue(message().headers(Map.of("h", "x")).priority(9));
    switch (state) {
      case 0 -> {}
      case 1 -> claim(id);
      case 2 -> assertSettles(claim(id), RETRY);
      case 3 -> assertSettles(claim(id), FAILURE);
      case 4 ->
          assertSettles(claim(id), new Outcome.Success(Optional.of(Payload.json("{\"a\":1}"))));
      default -> admin().cancel(id);
    }
    return id;
  }

  private void look(TaskId victim, String what) {
    orTyped(() -> admin().find(victim), what);
    orTyped(() -> backend().results().find(victim), what);
    not(() -> admin().list(TaskQuery.all()), what);
    not(() -> admin().page(TaskQuery.all()), what);
    not(() -> admin().stats(), what);
  }

  /** Claims and settles until a task is there, past whatever else comes. */
  private void drain(TaskId expected, String what) {
    for (int i = 0; i < 100; i++) {
      List<Claim> claims = not(() -> claim(10), what);
      for (Claim claim : claims) {
        orTyped(() -> settle(claim, SUCCESS), what);
      }
      if (ids(claims).contains(expected)) {
        return;
      }
    }
    assertFalse(true, what + ": the task behind it did not come");
  }

  /** A call that has to go well. */
  private static <T> T not(Supplier<T> call, String what) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw new AssertionError(what + ": a call that concerns others failed: " + e, e);
    }
  }

  /** A call that may fail, since it is about the damaged task, but not in any way. */
  private static void orTyped(Supplier<?> call, String what) {
    try {
      Object ignored = call.get();
    } catch (BackendException | TaskSerializationException e) {
      // It says what is wrong.
    } catch (RuntimeException e) {
      throw new AssertionError(what + ": an error of no type of ours: " + e, e);
    }
  }
}
