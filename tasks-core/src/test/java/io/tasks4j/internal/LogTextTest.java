package io.tasks4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskException;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogTextTest {
  private static final String FORGED = "bad\r\n2026-01-01 INFO all is well\u001b[2J\u202e\u2028";

  @Test
  void a_text_becomes_one_line_that_steers_nothing_and_shows_what_was_there() {
    assertEquals(
        "bad\\r\\n2026-01-01 INFO all is well\\u001b[2J\\u202e\\u2028", LogText.line(FORGED));
    assertEquals("Zoë 😀 C:\\a", LogText.line("Zoë 😀 C:\\a"));
    assertEquals("\\t\\u0000\\u007f\\ud83d", LogText.line("\t\u0000\u007f\ud83d"));
  }

  @Test
  void a_trace_keeps_its_places_and_loses_its_line_breaks() {
    IllegalStateException plain = new IllegalStateException("plain", new RuntimeException("too"));
    IllegalStateException forged =
        new IllegalStateException("outer", new RuntimeException(FORGED, new Error("inner")));
    forged.addSuppressed(new Exception(FORGED));

    StringWriter text = new StringWriter();
    LogText.trace(forged).printStackTrace(new PrintWriter(text));

    assertSame(plain, LogText.trace(plain));
    assertTrue(
        text.toString().startsWith("java.lang.IllegalStateException: outer"), text::toString);
    assertTrue(text.toString().contains("Caused by: java.lang.RuntimeException: bad\\r\\n"));
    assertTrue(text.toString().contains("Caused by: java.lang.Error: inner"), text::toString);
    assertTrue(text.toString().contains("LogTextTest.java"), text::toString);
    assertFalse(text.toString().lines().anyMatch(line -> line.startsWith("2026")), text::toString);
    assertFalse(text.toString().contains("\u001b"), text::toString);
  }

  @Test
  void the_message_of_a_failing_task_is_one_line_of_the_log() throws Exception {
    TaskType<String, Void> type = TaskType.of("mail", String.class);
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        type,
                        (payload, context) -> {
                          throw context.giveUp(FORGED);
                        }))
                .start()) {
      try {
        queue.enqueue(type, "a").await(Duration.ofSeconds(20));
      } catch (TaskException e) {
        // It is to fail.
      }
      worker.stop(Duration.ofSeconds(20));
    } finally {
      System.setErr(before);
    }

    String log = printed.toString(StandardCharsets.UTF_8);
    assertTrue(log.contains("bad\\r\\n2026"), log);
    assertFalse(log.lines().anyMatch(line -> line.startsWith("2026-01-01")), log);
    assertFalse(log.contains("\u001b"), log);
  }
}
