package io.tasks4j.benchmarks.core;

import io.tasks4j.TaskId;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
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
  public TaskId task_id() {
    return TaskId.next();
  }
}
