package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.get;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.TcpProxy;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Workers that have nothing to do with the broker for long: idle, or at work. */
class IdleTest {
  private static final RabbitServer server = TestRabbit.own();
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("number", Integer.class, Integer.class);

  private static TaskBackend open(int port) {
    return RabbitMqBackend.open(
        RabbitMqAddress.from(BackendUri.parse("amqp://127.0.0.1:" + port)),
        TestRabbit.config(),
        new MemoryBackend());
  }

  @Test
  void an_idle_worker_sends_and_gets_next_to_nothing() throws Exception {
    try (TcpProxy proxy = new TcpProxy(server.port());
        TaskBackend backend = open(proxy.port())) {
      backend.enqueue(tasks(1));
      assertEquals(1, claim(backend, 1).size());
      assertEquals(Claims.NONE, backend.claim(request().maxWait(Duration.ofSeconds(1))));
      long before = proxy.passed();
      for (int i = 0; i < 3; i++) {
        assertEquals(Claims.NONE, backend.claim(request().maxWait(Duration.ofSeconds(1))));
      }

      long bytes = proxy.passed() - before;

      // A frame or two for each look.
      assertTrue(bytes < 2_000, () -> bytes + " bytes in 3 s");
    }
  }

  @Test
  void a_task_longer_than_the_consumer_timeout_runs_once_and_so_do_those_behind_it()
      throws Exception {
    String usual = limits();
    setLimits("{1000, 500}");
    try (TaskQueue queue = TaskQueue.over(open(server.port()))) {
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch outlasted = new CountDownLatch(1);
      Worker worker =
          Worker.builder(queue)
              .register(
                  Task.of(
                      TYPE,
                      (n, context) -> {
                        if (n == 0) {
                          begun.countDown();
                          outlasted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                        }
                        return runs.incrementAndGet();
                      }))
              .concurrency(1)
              .start();
      try (worker) {
        TaskHandle<Integer> first = queue.enqueue(TYPE, 0);
        assertTrue(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        TaskHandle<Integer> second = queue.enqueue(TYPE, 1);
        assertTrue(whyAConsumerThatHoldsAMessageIsClosed().contains("timeout"));
        outlasted.countDown();

        assertEquals(1, first.await(PATIENCE));
        assertEquals(2, second.await(PATIENCE));
        assertEquals(3, queue.enqueue(TYPE, 2).await(PATIENCE));
        assertEquals(1, first.metadata().attempts());
      }
    } finally {
      setLimits(usual);
    }
  }

  /** The consumer timeout, and how often a new channel looks at it, in milliseconds. */
  private static String limits() throws Exception {
    return server
        .control(
            "eval",
            "{ok, T} = application:get_env(rabbit, consumer_timeout),"
                + " {ok, I} = application:get_env(rabbit, channel_tick_interval), {T, I}.")
        .strip();
  }

  private static void setLimits(String limits) throws Exception {
    String ignored =
        server.control(
            "eval",
            "{T, I} = "
                + limits
                + ", application:set_env(rabbit, consumer_timeout, T),"
                + " application:set_env(rabbit, channel_tick_interval, I).");
  }

  private static String whyAConsumerThatHoldsAMessageIsClosed() throws Exception {
    CompletableFuture<String> closed = new CompletableFuture<>();
    try {
      atBroker(
          server.uri(),
          channel -> {
            String queue = channel.queueDeclare().getQueue();
            channel.addShutdownListener(cause -> closed.complete(cause.getMessage()));
            channel.basicConsume(queue, false, (tag, delivery) -> {}, tag -> {});
            channel.basicPublish("", queue, new AMQP.BasicProperties(), new byte[1]);
            get(closed);
          });
    } catch (AlreadyClosedException e) {
      // By the broker, as it was to be.
    }
    return get(closed);
  }
}
