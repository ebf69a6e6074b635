package io.tasks4j.benchmarks;

import io.tasks4j.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the measurements share: a task of 200 bytes, a scratch folder, percentiles. */
final class Sample {
  record Text(String text) {}

  static final TaskType<Text, Void> TYPE = TaskType.of("bench", Text.class);
  static final Text PAYLOAD = new Text("x".repeat(187));

  private Sample() {}

  interface InFolder {
    void run(Path folder) throws Exception;
  }

  static void inFolder(InFolder action) throws Exception {
    Path folder = Files.createTempDirectory("tasks4j-bench");
    try {
      action.run(folder);
    } finally {
      delete(folder);
    }
  }

  /** What a task does that takes {@code millis}. */
  static void work(int millis) throws InterruptedException {
    if (millis > 0) {
      Thread.sleep(millis);
    }
  }

  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
