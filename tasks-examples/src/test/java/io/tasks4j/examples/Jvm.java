package io.tasks4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this module in a JVM of its own, started in {@code folder}; close kills it. */
public record Jvm(Process process, Path output) implements AutoCloseable {
  /** Starts {@code main}. */
  public static Jvm start(Path folder, Class<?> main, Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(main.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Path output = Files.createTempFile(folder, "jvm", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Jvm(process, output);
  }

  /** All it printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
