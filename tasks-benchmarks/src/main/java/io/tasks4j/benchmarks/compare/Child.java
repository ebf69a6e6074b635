package io.tasks4j.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link Contender} in its process, seen from the other end of the line. */
final class Child implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Writer out;
  private final BufferedReader in;

  Child(String name, List<String> command) throws IOException {
    this.name = name;
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The numbers of the answer, or nothing when the contender has no such thing. */
  Optional<double[]> ask(String line) throws IOException {
    out.write(line + "\n");
    out.flush();
    String answer = in.readLine();
    if (answer == null) {
      throw new IOException(name + " ended at '" + line + "'");
    }
    String[] words = answer.split(" ");
    return switch (words[0]) {
      case "ok" ->
          Optional.of(Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      case "none" -> Optional.empty();
      default -> throw new IOException(name + ", '" + line + "': " + answer);
    };
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
