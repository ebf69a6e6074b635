package io.tasks4j.tck.faults;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of a test in a JVM of its own, small, with the class path of the test.
 *
 * @param process to be killed, or waited for
 * @param said the file of its standard output
 */
public record ChildJvm(Process process, Path said) {
  /** Starts the program, with its output in a new file of {@code folder}. */
  public static ChildJvm start(Path folder, Class<?> program, String... args) throws IOException {
    Path said = Files.createTempFile(folder, program.getSimpleName(), ".out");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new ChildJvm(process, said);
  }

  /** Where the program says things, which are its {@link #lines}. */
  public static PrintStream output() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  }

  /** All whole lines that it said so far: when it is killed, the last one may be cut off. */
  public List<String> lines() throws IOException {
    String text = Files.readString(said);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
