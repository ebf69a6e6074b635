package io.tasks4j.tck.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ResultBackend} promises, as tests to inherit.
 *
 * <pre>{@code
 * class MyResultsTest extends ResultBackendContract {
 *   protected ResultBackend open(ResultSettings settings) {
 *     return new MyResults(emptyStore(), settings);
 *   }
 * }
 * }</pre>
 */
@DisplayName("RSB: results in a store of their own")
public abstract class ResultBackendContract extends StoreContract {
  /** For subclasses. */
  protected ResultBackendContract() {}

  /** Opens a store that is empty. The rules close it, if it can be closed. */
  protected abstract ResultBackend open(ResultSettings settings) throws Exception;

  /** Opens the store of the latest {@link #open} once more. Where {@link #isShared}. */
  protected ResultBackend reopen(ResultSettings settings) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has to override reopen");
  }

  private ResultSettings settings() {
    return ResultSettings.defaults().clock(clock());
  }

  private ResultBackend opened(ResultSettings settings) throws Exception {
    return closing(open(settings));
  }

  private ResultBackend opened() throws Exception {
    return opened(settings());
  }

  private static TaskResult one(TaskId id) {
    return success(id, Payload.json("{\"size\":42}"));
  }

  private Call<Optional<TaskResult>> startAwait(ResultBackend results, TaskId id) {
    return new Call<>(() -> results.await(id, patience().multipliedBy(4))).waiting();
  }

  @Test
  @DisplayName("RSB-1: a result comes back as it was stored, times to the millisecond")
  void rsb_1_a_result_comes_back_as_it_was_stored_times_to_the_millisecond() throws Exception {
    ResultBackend results = opened();
    Instant begun = Instant.ofEpochMilli(1_700_000_000_123L);
    TaskResult success =
        new TaskResult(
            TaskId.next(),
            TaskStatus.SUCCESS,
            Optional.of(Payload.json("[1]")),
            Optional.of(error()),
            4,
            begun,
            begun.plusMillis(1));
    TaskResult failure =
        new TaskResult(
            TaskId.next(),
            TaskStatus.FAILURE,
            Optional.empty(),
            Optional.of(error()),
            3,
            begun,
            begun);
    TaskResult cancelled =
        new TaskResult(
            TaskId.next(),
            TaskStatus.CANCELLED,
            Optional.empty(),
            Optional.empty(),
            0,
            begun,
            begun);

    for (TaskResult result : List.of(success, failure, cancelled)) {
      assertTrue(results.store(result));
      assertEquals(Optional.of(result), results.find(result.id()));
    }
  }

  @Test
  @DisplayName("RSB-2: the first result of a task stays")
  void rsb_2_the_first_result_of_a_task_stays() throws Exception {
    ResultBackend results = opened();
    TaskId id = TaskId.next();

    assertTrue(results.store(one(id)));
    assertFalse(results.store(success(id, Payload.json("2"))));

    assertEquals(Optional.of(one(id)), results.find(id));
  }

  @Test
  @DisplayName("RSB-3: a value comes back byte for byte, with its media type; no value is none")
  void rsb_3_a_value_comes_back_byte_for_byte_with_its_media_type_no_value_is_none()
      throws Exception {
    ResultBackend results = opened();
    byte[] noise = new byte[100_000];
    new Random(2).nextBytes(noise);
    List<Payload> values =
        List.of(
            Payload.of(new byte[0], "text/plain"),
            Payload.of(noise, "application/octet-stream"),
            Payload.json("null"),
            Payload.of("\u0000\"👩‍🚀\ud7ff".getBytes(StandardCharsets.UTF_8), "x/y; a=\"b\""));

    for (Payload value : values) {
      TaskId id = TaskId.next();
      results.store(success(id, value));
      assertEquals(Optional.of(value), results.find(id).orElseThrow().value());
    }
  }

  @Test
  @DisplayName("RSB-4: a deleted result is gone, and another may be stored; delete says if it was")
  void rsb_4_a_deleted_result_is_gone_and_another_may_be_stored_delete_says_if_it_was()
      throws Exception {
    ResultBackend results = opened();
    TaskId id = TaskId.next();
    assertEquals(Optional.empty(), results.find(id));
    assertFalse(results.delete(id));
    results.store(one(id));

    assertTrue(results.delete(id));

    assertEquals(Optional.empty(), results.find(id));
    assertFalse(results.delete(id));
    assertTrue(results.store(success(id, Payload.json("2"))));
    assertEquals("2", results.find(id).orElseThrow().value().orElseThrow().text());
  }

  @Test
  @DisplayName("RSB-5: an await of what is there returns at once, of what is not when time is up")
  void rsb_5_an_await_of_what_is_there_returns_at_once_of_what_is_not_when_time_is_up()
      throws Exception {
    ResultBackend results = opened();
    TaskId there = TaskId.next();
    results.store(one(there));
    TaskId missing = TaskId.next();

    assertEquals(Optional.of(one(there)), results.await(there, patience()));
    assertEquals(Optional.of(one(there)), results.await(there, Duration.ZERO));
    assertEquals(Optional.empty(), results.await(missing, Duration.ZERO));
    assertEquals(Optional.empty(), results.await(missing, Duration.ofSeconds(-1)));
    long start = System.nanoTime();
    assertEquals(Optional.empty(), results.await(missing, Duration.ofMillis(50)));
    assertTrue(System.nanoTime() - start >= 50_000_000, "it ended early");
  }

  @Test
  @DisplayName("RSB-6: whoever awaits is woken when the result is stored")
  void rsb_6_whoever_awaits_is_woken_when_the_result_is_stored() throws Exception {
    ResultBackend results = opened();
    for (int round = 0; round < 20; round++) {
      TaskId id = TaskId.next();
      Call<Optional<TaskResult>> waiting = startAwait(results, id);
      results.store(one(id));
      assertEquals(Optional.of(one(id)), waiting.get(patience()));
    }
  }

  @Test
  @DisplayName("RSB-7: of many who await, all are woken, each by its own task")
  void rsb_7_of_many_who_await_all_are_woken_each_by_its_own_task() throws Exception {
    ResultBackend results = opened();
    List<TaskId> ids = IntStream.range(0, 8).mapToObj(i -> TaskId.next()).toList();
    List<Call<Optional<TaskResult>>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      calls.add(startAwait(results, ids.get(i / 2)));
    }

    for (TaskId id : ids) {
      results.store(one(id));
    }

    for (int i = 0; i < 16; i++) {
      assertEquals(Optional.of(one(ids.get(i / 2))), calls.get(i).get(patience()));
    }
  }

  @Test
  @DisplayName("RSB-8: an interrupt ends an await")
  void rsb_8_an_interrupt_ends_an_await() throws Exception {
    ResultBackend results = opened();
    Call<Optional<TaskResult>> waiting = startAwait(results, TaskId.next());

    waiting.interrupt();

    assertThrows(InterruptedException.class, () -> waiting.get(patience()));
  }

  @Test
  @DisplayName("RSB-9: a result is kept for its TTL, and then gone for everyone")
  void rsb_9_a_result_is_kept_for_its_ttl_and_then_gone_for_everyone() throws Exception {
    ResultBackend results = opened(settings().ttl(units(3)));
    TaskId id = TaskId.next();
    results.store(one(id));
    advance(units(1));
    assertTrue(results.find(id).isPresent());

    advance(units(3));

    assertEquals(Optional.empty(), results.find(id));
    assertEquals(Optional.empty(), results.await(id, Duration.ZERO));
    assertFalse(results.delete(id));
    assertTrue(results.store(success(id, Payload.json("2"))));
    assertEquals("2", results.find(id).orElseThrow().value().orElseThrow().text());
  }

  @Test
  @DisplayName("RSB-10: beyond the count the oldest results are gone; a deleted one does not count")
  void rsb_10_beyond_the_count_the_oldest_results_are_gone_a_deleted_one_does_not_count()
      throws Exception {
    ResultBackend results = opened(settings().maxCount(3));
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TaskId id = TaskId.next();
      results.store(one(id));
      ids.add(id);
      if (i == 0) {
        results.delete(id);
      }
      if (i == 3) {
        assertTrue(results.find(ids.get(1)).isPresent(), "three are kept");
      }
    }

    assertEquals(
        ids.subList(3, 6), ids.stream().filter(id -> results.find(id).isPresent()).toList());
  }

  @Test
  @DisplayName("RSB-11: a value over the limit is refused, with both sizes said; one at it is kept")
  void rsb_11_a_value_over_the_limit_is_refused_with_both_sizes_said_one_at_it_is_kept()
      throws Exception {
    ResultBackend results = opened(settings().maxBytes(1_000));
    TaskId large = TaskId.next();
    TaskId fits = TaskId.next();

    TaskSerializationException refused =
        assertThrows(
            TaskSerializationException.class,
            () -> results.store(success(large, Payload.json("x".repeat(1_001)))));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("1001") && message.contains("1000"), message);
    assertEquals(Optional.empty(), results.find(large));
    assertTrue(results.store(success(fits, Payload.json("x".repeat(1_000)))));
  }

  @Test
  @DisplayName("RSB-12: of many who store at once one wins, and its result is found")
  void rsb_12_of_many_who_store_at_once_one_wins_and_its_result_is_found() throws Exception {
    ResultBackend results = opened();
    for (int round = 0; round < 10; round++) {
      TaskId id = TaskId.next();
      List<Boolean> stored =
          race(8, i -> () -> results.store(success(id, Payload.json(Integer.toString(i)))));

      assertEquals(1, stored.stream().filter(won -> won).count());
      assertEquals(
          Integer.toString(stored.indexOf(true)),
          results.find(id).orElseThrow().value().orElseThrow().text());
    }
  }

  @Test
  @DisplayName("RSB-13: what one process stores, another finds; and is woken by")
  void rsb_13_what_one_process_stores_another_finds_and_is_woken_by() throws Exception {
    assumeTrue(isShared(), "the store lives in one process");
    ResultBackend here = opened();
    ResultBackend there = closing(reopen(settings()));
    TaskId id = TaskId.next();
    Call<Optional<TaskResult>> waiting = startAwait(there, id);

    assertTrue(here.store(one(id)));

    assertEquals(Optional.of(one(id)), waiting.get(patience()));
    assertEquals(Optional.of(one(id)), there.find(id));
    assertFalse(there.store(success(id, Payload.json("2"))));
    assertTrue(there.delete(id));
    assertEquals(Optional.empty(), here.find(id));
  }

  @Test
  @DisplayName("RSB-14: results outlive a close; a close may be repeated")
  void rsb_14_results_outlive_a_close_a_close_may_be_repeated() throws Exception {
    ResultBackend results = opened();
    TaskId id = TaskId.next();
    results.store(one(id));

    close(results);
    close(results);

    if (isShared()) {
      assertEquals(Optional.of(one(id)), closing(reopen(settings())).find(id));
    }
  }
}
