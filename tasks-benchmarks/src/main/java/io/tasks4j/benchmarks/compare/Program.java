package io.tasks4j.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a build can be told to measure; the build is a class path with its own programs. */
sealed interface Program {
  /** Runs it once, and gives what it printed. */
  String run(String classPath) throws Exception;

  /** A class with a main method. */
  record Main(String name, List<String> arguments) implements Program {
    static Main of(String name, String... arguments) {
      return new Main("io.tasks4j.benchmarks." + name, List.of(arguments));
    }

    @Override
    public String run(String classPath) throws IOException, InterruptedException {
      List<String> command = java(classPath, name);
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(name + " ended with " + process.exitValue() + "\n" + said);
      }
      return said;
    }

    @Override
    public String toString() {
      return String.join(" ", name.replaceAll(".*\\.", ""), String.join(" ", arguments));
    }
  }

  /**
   * The contender that {@link Compare} knows: drains by a worker of concurrency 10, and pick-ups by
   * an idle one.
   */
  record Contender(String name, int tasks, Opened store, UnaryOperator<String> address)
      implements Program {
    private static final int DRAINS = 3;
    private static final int PICK_UPS = 40;

    /** The store, started at the first call and shared by all turns. */
    @FunctionalInterface
    interface Opened {
      String fresh() throws Exception;
    }

    @Override
    public String run(String classPath) throws Exception {
      // By name: the other build has a class of its own.
      try (Child child = new Child(name, java(classPath, Tasks4jContender.class.getName()))) {
        open(child, address.apply(store.fresh()));
        double[] rates = new double[DRAINS];
        // The first drain is to warm up.
        for (int i = -1; i < DRAINS; i++) {
          child.ask("batch " + tasks);
          rates[Math.max(i, 0)] = tasks * 1e9 / ask(child, "drain " + tasks + " 10 0")[0];
        }
        double[] micros = ask(child, "pickup " + PICK_UPS);
        child.ask("close");
        return "drain %.0f%npick-up %.0f%n".formatted(median(rates), median(micros));
      }
    }

    /** Builds before commit c659622 call the store beside RabbitMQ by another word. */
    private static void open(Child child, String address) throws IOException {
      try {
        child.ask("open " + address);
      } catch (IOException e) {
        if (!String.valueOf(e.getMessage()).contains("no setting 'store'")) {
          throw e;
        }
        child.ask("open " + address.replace("?store=", "?metadata="));
      }
    }

    private static double[] ask(Child child, String line) throws IOException {
      return child.ask(line).orElseThrow(() -> new IOException("no answer to " + line));
    }

    private static double median(double[] values) {
      return Rounds.Spread.of(values).median();
    }

    @Override
    public String toString() {
      return "contender " + name;
    }
  }

  private static List<String> java(String classPath, String main) {
    return new ArrayList<>(
        Arrays.asList(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Figures with points.
            "-Duser.language=en",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            classPath,
            main));
  }
}
