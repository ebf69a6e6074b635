package io.tasks4j.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError.Reason;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.executor.Execution.Stop;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.retry.RetryStrategy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TaskExecutorTest {
  private static final Set<Capability> CAPABILITIES = EnumSet.allOf(Capability.class);
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);

  private RetryStrategy retry = RetryStrategy.fixedDelay(Duration.ofSeconds(9));
  private Optional<Duration> timeout = Optional.empty();
  private int failures;

  @Test
  void a_return_is_a_success_with_the_encoded_result() {
    Outcome outcome = run((n, ctx) -> n * 2);

    assertEquals(new Outcome.Success(Optional.of(Payload.json("42"))), outcome);
  }

  @Test
  void a_failure_is_tried_again_as_the_strategy_says() {
    Outcome.Retry again =
        assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> fail(new IOException("x"))));

    assertEquals(Duration.ofSeconds(9), again.delay());
    assertEquals(Reason.EXECUTION, again.error().reason());
    assertEquals("java.io.IOException", again.error().type());
  }

  @Test
  void an_exception_that_cannot_even_be_described_is_a_failure_like_any_other() {
    class Nasty extends RuntimeException {
      @Override
      public String getMessage() {
        throw new AssertionError("no message");
      }

      @Override
      public synchronized Throwable getCause() {
        throw new IllegalStateException("no cause");
      }
    }

    Outcome.Retry again = assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> fail(new Nasty())));

    assertEquals(Nasty.class.getName(), again.error().type());
  }

  @Test
  void the_last_failure_is_final() {
    failures = 3;

    assertEquals(Reason.MAX_RETRIES, failure((n, ctx) -> fail(new IOException())));
  }

  @Test
  void without_retries_the_first_failure_is_final() {
    retry = RetryStrategy.none();

    assertEquals(Reason.EXECUTION, failure((n, ctx) -> fail(new IOException())));
  }

  @Test
  void an_error_is_a_failure_too() {
    assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> fail(new StackOverflowError())));
    assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> fail(new OutOfMemoryError())));
  }

  @Test
  void an_exception_that_cannot_even_say_its_message_is_a_failure() {
    class Nasty extends RuntimeException {
      @Override
      public String getMessage() {
        throw new IllegalStateException("nasty");
      }
    }

    assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> fail(new Nasty())));
  }

  @Test
  void exceptions_to_give_up_on_end_the_task() {
    retry = retry.giveUpOn(IOException.class);

    assertEquals(Reason.GAVE_UP, failure((n, ctx) -> fail(new IOException())));
    assertEquals(
        Reason.GAVE_UP,
        failure(
            (n, ctx) -> {
              throw ctx.retryAfter(Duration.ZERO, new IOException());
            }));
  }

  @Test
  void a_task_gives_up_snoozes_or_picks_its_delay() {
    assertEquals(
        Reason.GAVE_UP,
        failure(
            (n, ctx) -> {
              throw ctx.giveUp("no path");
            }));
    assertEquals(
        new Outcome.Release(Duration.ofMinutes(1)),
        run(
            (n, ctx) -> {
              throw ctx.snooze(Duration.ofMinutes(1));
            }));
    Outcome.Retry later =
        assertInstanceOf(
            Outcome.Retry.class,
            run(
                (n, ctx) -> {
                  throw ctx.retryAfter(Duration.ofHours(1), new IOException("busy"));
                }));
    assertEquals(Duration.ofHours(1), later.delay());
    assertEquals("java.io.IOException", later.error().type());
  }

  @Test
  void a_bad_payload_is_final_and_never_reaches_the_task() {
    Claim claim = claim(TYPE.name(), Payload.json("{\"no\":1}"));

    Outcome.Failure failure =
        assertInstanceOf(
            Outcome.Failure.class, execute(claim, (n, ctx) -> fail(new AssertionError("ran"))));

    assertEquals(Reason.SERIALIZATION, failure.error().reason());
  }

  @Test
  void a_payload_of_another_format_is_final() {
    Claim claim = claim(TYPE.name(), Payload.of(new byte[] {1}, "application/cbor"));

    Outcome.Failure failure =
        assertInstanceOf(Outcome.Failure.class, execute(claim, (n, ctx) -> n));

    assertTrue(failure.error().message().contains("application/cbor"));
  }

  @Test
  void an_unknown_name_is_put_back() {
    Outcome outcome = execute(claim("other", Payload.json("1")), (n, ctx) -> n);

    assertEquals(new Outcome.Unknown(Duration.ofHours(24)), outcome);
  }

  @Test
  void a_timeout_interrupts_and_counts_as_a_failure() {
    timeout = Optional.of(Duration.ofMillis(20));

    Outcome.Retry again =
        assertInstanceOf(Outcome.Retry.class, run((n, ctx) -> block(new CountDownLatch(1))));

    assertEquals(Reason.TIMEOUT, again.error().reason());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void a_timeout_stays_a_timeout_when_it_is_not_to_be_tried_again() {
    timeout = Optional.of(Duration.ofMillis(20));
    retry = retry.retryOn(IOException.class);

    assertEquals(Reason.TIMEOUT, failure((n, ctx) -> block(new CountDownLatch(1))));
  }

  @Test
  void a_result_that_is_too_large_is_final() {
    TaskType<Integer, String> type = TaskType.of("n", Integer.class, String.class);
    QueueConfig small = QueueConfig.create().maxPayloadBytes(10);
    Task<Integer, String> task = Task.of(type, (n, ctx) -> "0123456789");
    try (TaskExecutor executor =
        new TaskExecutor(
            TaskRegistry.of(List.of(task)), small, CAPABILITIES, List.of(), Duration.ZERO)) {
      Outcome outcome = executor.execute(new Execution(claim("n", Payload.json("1")))).outcome();

      Outcome.Failure failure = assertInstanceOf(Outcome.Failure.class, outcome);
      assertEquals(Reason.SERIALIZATION, failure.error().reason());
      assertTrue(failure.error().message().contains("has 12 bytes, more than the 10"));
    }
  }

  @Test
  void a_task_that_ends_well_after_its_timeout_has_succeeded() {
    timeout = Optional.of(Duration.ofMillis(20));

    Outcome outcome =
        run(
            (n, ctx) -> {
              while (!ctx.cancelRequested()) {
                Thread.onSpinWait();
              }
              return n;
            });

    assertInstanceOf(Outcome.Success.class, outcome);
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void a_stop_decides_what_a_throw_means() {
    assertEquals(new Outcome.Cancelled(), stopped(Stop.CANCELLED));
    assertEquals(new Outcome.Release(Duration.ZERO), stopped(Stop.WORKER_STOPS));
    assertEquals(new Outcome.Release(Duration.ZERO), stopped(Stop.LEASE_LOST));
  }

  @Test
  void interceptors_wrap_the_task_the_first_outermost() {
    List<String> log = new ArrayList<>();
    ExecutionInterceptor a =
        (ctx, next) -> {
          log.add("a");
          Object result = next.proceed();
          log.add("/a");
          return result;
        };
    ExecutionInterceptor b =
        (ctx, next) -> {
          log.add("b");
          return next.proceed();
        };
    try (TaskExecutor executor = executor(List.of(a, b), (n, ctx) -> n)) {
      executor.execute(new Execution(claim(TYPE.name(), Payload.json("1"))));
    }

    assertEquals(List.of("a", "b", "/a"), log);
  }

  @Test
  void follow_ups_come_with_a_success_only_and_have_derived_ids() {
    Claim claim = claim(TYPE.name(), Payload.json("1"));
    Task.Body<Integer, Integer> twice =
        (n, ctx) -> {
          ctx.enqueue(TYPE, 2);
          ctx.enqueue(TYPE, 3);
          if (ctx.attempt() == 2) {
            throw new IOException();
          }
          return n;
        };
    try (TaskExecutor executor = executor(List.of(), twice)) {
      Settlement first = executor.execute(new Execution(claim));
      Settlement again = executor.execute(new Execution(claim));

      assertEquals(2, first.followUps().size());
      assertEquals(first.followUps(), again.followUps().stream().toList());
      failures = 1;
      Claim second = claim(TYPE.name(), Payload.json("1"));
      assertTrue(executor.execute(new Execution(second)).followUps().isEmpty());
    }
  }

  @Test
  void two_tasks_of_one_name_are_refused() {
    Task<Integer, Integer> task = Task.of(TYPE, (n, ctx) -> n);

    var e =
        assertThrows(IllegalArgumentException.class, () -> TaskRegistry.of(List.of(task, task)));
    assertTrue(e.getMessage().startsWith("two tasks are named 'n': Task.of(n, "), e.getMessage());
  }

  private Outcome stopped(Stop why) {
    Execution execution = new Execution(claim(TYPE.name(), Payload.json("1")));
    execution.stop(why);
    try (TaskExecutor executor = executor(List.of(), (n, ctx) -> block(new CountDownLatch(1)))) {
      return executor.execute(execution).outcome();
    }
  }

  private Reason failure(Task.Body<Integer, Integer> body) {
    return assertInstanceOf(Outcome.Failure.class, run(body)).error().reason();
  }

  private Outcome run(Task.Body<Integer, Integer> body) {
    return execute(claim(TYPE.name(), Payload.json("21")), body);
  }

  private static Outcome execute(Claim claim, Task.Body<Integer, Integer> body) {
    try (TaskExecutor executor = executor(List.of(), body)) {
      return executor.execute(new Execution(claim)).outcome();
    }
  }

  private static TaskExecutor executor(
      List<ExecutionInterceptor> interceptors, Task.Body<Integer, Integer> body) {
    return new TaskExecutor(
        TaskRegistry.of(List.of(Task.of(TYPE, body))),
        QueueConfig.create().clock(() -> Instant.EPOCH),
        CAPABILITIES,
        interceptors,
        Duration.ofHours(24));
  }

  private Claim claim(String name, Payload payload) {
    TaskMessage message =
        TaskMessage.builder(TaskId.derived("t"), name, payload, Instant.EPOCH)
            .retry(retry)
            .timeout(timeout)
            .build();
    return new Claim(message, 1, failures, 0, false);
  }

  private static Integer block(CountDownLatch never) throws InterruptedException {
    never.await();
    return 0;
  }

  private static Integer fail(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }
}
