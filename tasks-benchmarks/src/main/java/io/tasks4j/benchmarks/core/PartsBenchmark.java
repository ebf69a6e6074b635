package io.tasks4j.benchmarks.core;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The parts that each task passes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PartsBenchmark {
  public record Text(String text) {}

  private static final ZonedDateTime START = ZonedDateTime.parse("2026-01-01T00:00Z");

  private final JacksonCodec codec = new JacksonCodec();
  private final Text text = new Text("x".repeat(187));
  private final byte[] payload = codec.encode(text, Text.class);
  private final TaskMessage message =
      TaskMessage.builder(
              TaskId.next(), "images.resize", Payload.of(payload, Payload.JSON), Instant.now())
          .build();
  private final byte[] envelope = MessageCodec.encode(message);
  private final RetryStrategy retry = RetryStrategy.exponentialBackoff();
  private final Random random = new Random(1);
  private final Schedule workdays = CronSchedule.of("*/15 9-17 * * 1-5", ZoneId.of("Europe/Paris"));
  private final Schedule leapDays = CronSchedule.of("0 0 29 2 *", ZoneId.of("Europe/Paris"));
  private ZonedDateTime workday = START;
  private ZonedDateTime leapDay = START;
  private final TaskBackend memory =
      new MemoryBackend(
          BackendSettings.defaults()
              .retention(
                  new Retention(Duration.ofMinutes(1), 1_000, Duration.ofMinutes(1), 1_000)));
  private final ClaimRequest request = ClaimRequest.of("bench", "default", Duration.ofSeconds(30));
  private int failures;

  @Benchmark
  public byte[] payload_encode() {
    return codec.encode(text, Text.class);
  }

  @Benchmark
  public @Nullable Object payload_decode() {
    return codec.decode(payload, Text.class);
  }

  @Benchmark
  public byte[] envelope_encode() {
    return MessageCodec.encode(message);
  }

  @Benchmark
  public TaskMessage envelope_decode() {
    return MessageCodec.decode(envelope);
  }

  @Benchmark
  public Duration retry_delay() {
    failures = failures % 3 + 1;
    return retry.delay(failures, random);
  }

  @Benchmark
  public ZonedDateTime cron_next() {
    workday = next(workdays, workday);
    return workday;
  }

  @Benchmark
  public ZonedDateTime cron_next_leap_day() {
    leapDay = next(leapDays, leapDay);
    return leapDay;
  }

  private static ZonedDateTime next(Schedule schedule, ZonedDateTime after) {
    return schedule.next(after.getYear() > 2_090 ? START : after).orElseThrow();
  }

  /** One message through the memory backend: enqueue, claim, settle. */
  @Benchmark
  public List<Boolean> enqueue_claim_settle() {
    TaskMessage next = message.toBuilder(TaskId.next(), message.enqueuedAt()).build();
    List<EnqueueResult> ignored = memory.enqueue(List.of(next));
    Claim claim = memory.claim(request).claims().get(0);
    return memory.settle(List.of(Settlement.of(claim, new Outcome.Success(Optional.empty()))));
  }

  @Benchmark
  public TaskId task_id() {
    return TaskId.next();
  }
}
