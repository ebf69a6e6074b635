package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.Channel;
import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.worker.Worker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The broker takes back what a consumer has not acknowledged for half an hour, here a second. */
class ConsumerTimeoutTest {
  private static final TaskType<String, String> LONG =
      TaskType.of("long", String.class, String.class);

  @Test
  void a_task_runs_once_however_much_longer_than_the_consumer_timeout() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    try (RabbitServer server = RabbitServer.start("consumer_timeout = 1000");
        TaskQueue queue =
            TaskQueue.over(
                RabbitMqBackend.open(
                    RabbitMqAddress.from(BackendUri.parse(server.uri())),
                    TestRabbit.config(),
                    new MemoryBackend()));
        Worker ignored =
            Worker.builder(queue)
                .concurrency(2)
                .register(
                    Task.of(
                        LONG,
                        (text, context) -> {
                          starts.incrementAndGet();
                          release.await();
                          return text;
                        }))
                .start()) {
      TaskHandle<String> handle = queue.enqueue(LONG, "a");
      await().until(() -> starts.get() == 1);

      await()
          .until(
              () ->
                  server
                      .control("list_queues", "--no-table-headers", "messages")
                      .strip()
                      .equals("0"));

      // Two consumers, one after the other, who hold a message as a client would that acknowledges
      // after the work: by then the task has run for two timeouts.
      for (int i = 0; i < 2; i++) {
        atBroker(
            server.uri(),
            first -> {
              Channel channel = first.getConnection().createChannel();
              String held = channel.queueDeclare().getQueue();
              channel.basicPublish("", held, null, new byte[0]);
              channel.basicConsume(held, false, (tag, message) -> {}, tag -> {});
              await().until(() -> !channel.isOpen());
            });
      }
      release.countDown();

      assertEquals("a", handle.await(PATIENCE));
      assertEquals(1, starts.get());
    }
  }
}
