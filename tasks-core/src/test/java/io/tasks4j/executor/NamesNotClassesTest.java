package io.tasks4j.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a task is called counts, and no class that has to do with it. */
class NamesNotClassesTest {
  private static final Duration WAIT = Duration.ofSeconds(10);

  record Letter(String to) {}

  /** The same after a renaming. */
  record Mail(@Nullable JsonNode to, String subject) {}

  private static final TaskType<Letter, String> OLD =
      TaskType.of("mail.send", Letter.class, String.class);
  private static final TaskType<Mail, String> RENAMED =
      TaskType.of("mail.send", Mail.class, String.class);

  private final TaskQueue queue = TaskQueue.open("memory:");

  @Test
  void a_queued_task_runs_after_its_classes_were_renamed() throws Exception {
    var handle = queue.enqueue(OLD, new Letter("ada"));
    TaskMessage message = queue.admin().find(handle.id()).orElseThrow().message();
    assertFalse(
        new String(MessageCodec.encode(message), StandardCharsets.UTF_8).contains("Letter"));

    try (Worker worker =
        worker(
            Task.of(
                RENAMED,
                (mail, context) -> "sent to " + Objects.requireNonNull(mail.to()).asString()))) {
      assertEquals("sent to ada", handle.await(WAIT));
    }
  }

  @Test
  void a_task_behind_a_proxy_runs() throws Exception {
    Task<Letter, String> task = Task.of(OLD, (letter, context) -> "sent to " + letter.to());
    Task<?, ?> proxy =
        (Task<?, ?>)
            Proxy.newProxyInstance(
                Task.class.getClassLoader(),
                new Class<?>[] {Task.class},
                (self, method, arguments) ->
                    method.getName().equals("type")
                        ? task.type()
                        : task.execute((Letter) arguments[0], (TaskContext) arguments[1]));

    try (Worker worker = worker(proxy)) {
      assertEquals("sent to ada", queue.enqueue(OLD, new Letter("ada")).await(WAIT));
    }
  }

  @Test
  void a_payload_that_names_classes_is_read_as_data() throws Exception {
    Made.count.set(0);
    String made = Made.class.getName();
    List<String> texts =
        List.of(
            "{\"@class\":\"" + made + "\",\"to\":\"ada\"}",
            "{\"@type\":\"" + made + "\",\"to\":{\"@class\":\"" + made + "\"}}",
            "{\"to\":[\"" + made + "\",{\"name\":\"x\"}]}",
            "{\"to\":{\"" + made + "\":{}}}");

    try (Worker worker = worker(Task.of(RENAMED, (mail, context) -> "a " + mail.to()))) {
      for (String text : texts) {
        TaskId id = TaskId.next();
        queue
            .backend()
            .enqueue(
                List.of(
                    TaskMessage.builder(id, "mail.send", Payload.json(text), Instant.EPOCH)
                        .build()));

        queue.handle(RENAMED, id).await(WAIT);
      }
    }

    assertEquals(0, Made.count.get());
  }

  private Worker worker(Task<?, ?> task) {
    return Worker.builder(queue).register(task).start();
  }

  /** Counts how often it was made. */
  public static final class Made {
    static final AtomicInteger count = new AtomicInteger();

    public Made() {
      count.incrementAndGet();
    }

    public Made(String name) {
      count.incrementAndGet();
    }
  }
}
