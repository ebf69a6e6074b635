package io.tasks4j.examples.docs;

// snippet: first
import io.tasks4j.Task;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;

public final class FirstTask {
  record Greeting(String name) {}

  static final Task<Greeting, String> GREET =
      Task.of("greet", Greeting.class, String.class, (g, context) -> "Hello, " + g.name() + "!");

  public static void main(String[] args) throws Exception {
    try (TaskQueue queue = TaskQueue.open("sqlite:tasks.db");
        Worker worker = Worker.builder(queue).register(GREET).start()) {
      TaskHandle<String> handle = queue.enqueue(GREET, new Greeting("Ada"));
      System.out.println(handle.await(Duration.ofSeconds(5)));
    }
  }
}
// end
