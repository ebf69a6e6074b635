package io.tasks4j.rabbitmq;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

final class Mail {
  record Letter(String to) {}

  static final TaskType<Letter, String> SEND = TaskType.of("mail.send", Letter.class, String.class);

  public static void main(String[] args) throws Exception {
    // amqp://host?store=sqlite:/var/lib/app/tasks.db
    try (TaskQueue queue = TaskQueue.open(args[1])) {
      if (args[0].equals("send")) {
        TaskHandle<String> handle = queue.enqueue(SEND, new Letter("ada@example.org"));
        System.out.println(handle.await(Duration.ofSeconds(30)));
      } else {
        Worker worker =
            Worker.builder(queue)
                .register(Task.of(SEND, (letter, context) -> "sent to " + letter.to()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        new CountDownLatch(1).await();
      }
    }
  }
}
