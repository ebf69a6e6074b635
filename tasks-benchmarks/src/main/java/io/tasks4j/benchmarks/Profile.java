package io.tasks4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Sums up a recording of the JDK's Flight Recorder: what the threads of the benchmark did, and what
 * they allocated, by the part of the program that did it. That is the library of the innermost
 * frame which is not the JDK's own.
 *
 * <p>Argument: the file. Samples of native methods say where a thread was, which may be that it
 * waited for a server.
 */
public final class Profile {
  private static final int ROWS = 12;

  private static final Map<String, String> PARTS = parts();

  private final Map<String, Map<String, Long>> tables = new LinkedHashMap<>();

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("io.tasks4j.benchmarks.", "the benchmark itself");
    parts.put("org.sqlite.", "SQLite and its driver");
    parts.put("redis.clients.", "Jedis");
    parts.put("com.rabbitmq.", "amqp-client");
    parts.put("tools.jackson.", "Jackson");
    parts.put("com.fasterxml.", "Jackson");
    parts.put("io.opentelemetry.", "OpenTelemetry");
    parts.put("io.micrometer.", "Micrometer");
    return parts;
  }

  public static void main(String[] args) throws IOException {
    Profile profile = new Profile();
    profile.read(Path.of(args[0]));
    profile.tables.forEach(Profile::print);
  }

  private void read(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> add("Java code that ran, samples", event, e -> 1);
          case "jdk.NativeMethodSample" ->
              add("native code, or a wait in it, samples", event, e -> 1);
          case "jdk.ObjectAllocationSample" -> {
            add("bytes allocated, by part", event, e -> e.getLong("weight"));
            RecordedClass type = event.getClass("objectClass");
            add("bytes allocated, by class", type.getName(), event.getLong("weight"));
          }
          default -> {}
        }
      }
    }
  }

  private void add(String table, RecordedEvent event, ToLongFunction<RecordedEvent> weight) {
    RecordedStackTrace stack = event.getStackTrace();
    if (stack != null) {
      add(table, thread(event) + part(stack.getFrames()), weight.applyAsLong(event));
    }
  }

  private void add(String table, String row, long weight) {
    tables.computeIfAbsent(table, t -> new TreeMap<>()).merge(row, weight, Long::sum);
  }

  /** Threads of ours by what they are for: their names end in it, but for a number. */
  private static String thread(RecordedEvent event) {
    RecordedThread thread =
        event.hasField("sampledThread")
            ? event.getThread("sampledThread")
            : event.getThread("eventThread");
    String name = thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName();
    return name.replaceAll("^tasks4j-worker-.*-([a-z]{4,})$", "worker's $1")
            .replaceAll("^tasks4j-worker-.*-\\d+$", "worker's slots")
        + ": ";
  }

  private static String part(List<RecordedFrame> frames) {
    return frames.stream()
        .map(frame -> frame.getMethod().getType().getName())
        .flatMap(Profile::partOf)
        .findFirst()
        .orElse("the JDK");
  }

  private static Stream<String> partOf(String type) {
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      if (type.startsWith(part.getKey())) {
        return Stream.of(part.getValue());
      }
    }
    return type.startsWith("io.tasks4j.")
        ? Stream.of(type.substring(0, type.lastIndexOf('.')))
        : Stream.empty();
  }

  private static void print(String table, Map<String, Long> rows) {
    long all = rows.values().stream().mapToLong(Long::longValue).sum();
    System.out.printf(Locale.ROOT, "%n%s%n", table);
    rows.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(ROWS)
        .forEach(
            row ->
                System.out.printf(
                    Locale.ROOT, "%6.1f %%  %s%n", 100.0 * row.getValue() / all, row.getKey()));
  }
}
