package io.tasks4j.examples.hello;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;

/** Greets the world in the background. Its task is in the file hello.db until it has run. */
@SuppressWarnings("try") // The worker is started and closed, nothing else.
public final class HelloTasks {
  record Greeting(String name) {}

  private HelloTasks() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Task<Greeting, String> greet =
        Task.of("greet", Greeting.class, String.class, (g, context) -> "Hello, " + g.name() + "!");

    try (TaskQueue queue = TaskQueue.open("sqlite:hello.db");
        Worker worker = Worker.builder(queue).register(greet).start()) {
      TaskHandle<String> handle = queue.enqueue(greet, new Greeting("world"));
      System.out.println(handle.await(Duration.ofSeconds(30)));
    }
  }
}
