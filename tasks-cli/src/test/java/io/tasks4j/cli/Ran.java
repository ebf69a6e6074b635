package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one run of the program came to. */
record Ran(int code, String out, String err) {
  /** Runs it where no terminal is. */
  static Ran run(String store, String... args) {
    return run(new Nobody(), Map.of("TASKS4J_URI", store), args);
  }

  /** Runs it before somebody who gives these answers. */
  static Ran answering(List<String> answers, String store, String... args) {
    return run(new Somebody(new ArrayDeque<>(answers)), Map.of("TASKS4J_URI", store), args);
  }

  static Ran run(Terminal terminal, Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        TasksCommand.run(terminal, environment, new PrintWriter(out), new PrintWriter(err), args);
    return new Ran(code, out.toString(), err.toString());
  }

  /** The same, with its exit code as it should be. */
  Ran ends(int expected) {
    assertEquals(expected, code, this::toString);
    return this;
  }

  JsonNode json() {
    return JsonMapper.builder().build().readTree(out);
  }

  /** The words of a line that begins with {@code first}. */
  List<String> row(String first) {
    return out.lines()
        .filter(line -> line.startsWith(first))
        .map(line -> Arrays.asList(line.split("\\s{2,}")))
        .findFirst()
        .orElse(List.of());
  }

  private record Nobody() implements Terminal {
    @Override
    public boolean isThere() {
      return false;
    }

    @Override
    public Optional<String> ask(String question) {
      throw new AssertionError("asked nobody: " + question);
    }
  }

  private record Somebody(Deque<String> answers) implements Terminal {
    @Override
    public boolean isThere() {
      return true;
    }

    @Override
    public Optional<String> ask(String question) {
      return Optional.ofNullable(answers.poll());
    }
  }
}
