package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.api.OpenTelemetry;
import io.tasks4j.examples.docs.Resize.Image;
import io.tasks4j.examples.docs.Resize.Thumbnail;
import io.tasks4j.opentelemetry.TaskTracing;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/tracing.md}. */
class TracingTest {
  @Test
  void a_task_is_traced_also_where_there_is_no_sdk() throws Exception {
    OpenTelemetry openTelemetry = OpenTelemetry.noop();
    String address = "memory:";
    // snippet: tracing
    TaskTracing tracing = TaskTracing.of(openTelemetry);
    TaskQueue queue = TaskQueue.open(address, QueueConfig.create().intercept(tracing));
    Worker worker = Worker.builder(queue).intercept(tracing).register(new Resize()).start();
    // end

    Thumbnail made =
        queue.enqueue(Resize.TYPE, new Image("cat.jpg", 200)).await(Duration.ofSeconds(10));
    assertEquals(new Thumbnail("cat.jpg.200"), made);
    worker.close();
    queue.close();
  }
}
