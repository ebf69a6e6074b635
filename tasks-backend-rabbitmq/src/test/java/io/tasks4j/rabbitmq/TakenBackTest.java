package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.SUCCESS;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.depth;
import static io.tasks4j.rabbitmq.Fixtures.get;
import static io.tasks4j.rabbitmq.Fixtures.ids;
import static io.tasks4j.rabbitmq.Fixtures.idsOf;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The broker's confirms do not reach the producer, whose tasks reach the broker all the same. */
class TakenBackTest {
  private static final RabbitServer server = TestRabbit.own();

  @TempDir Path folder;

  /** A producer behind a link that loses confirms, and a worker on the same store and queues. */
  private final class Pair implements AutoCloseable {
    final TcpProxy link;
    final TaskBackend store;
    final TaskBackend producer;
    final TaskBackend worker;
    final String brokerQueue;

    Pair(BesideStore beside) throws Exception {
      RabbitMqConfig config =
          TestRabbit.config().toBuilder()
              // A busy machine takes longer than the default to let somebody in.
              .connectTimeout(Duration.ofSeconds(10))
              .confirmTimeout(Duration.ofSeconds(2))
              .build();
      brokerQueue = config.brokerQueue("default");
      link = new TcpProxy(server.port());
      store = TaskBackends.open(beside.address(folder));
      producer = open("amqp://127.0.0.1:" + link.port(), config);
      worker = open(server.uri(), config);
      // From now on it knows the queue, and its channel is open.
      producer.enqueue(tasks(1));
      settle(await().until(() -> claim(worker, 1), claims -> !claims.isEmpty()));
    }

    private TaskBackend open(String uri, RabbitMqConfig config) {
      TaskBackend kept =
          new ForwardingBackend(store) {
            @Override
            public void close() {
              // It is that of both.
            }
          };
      return RabbitMqBackend.open(RabbitMqAddress.from(BackendUri.parse(uri)), config, kept);
    }

    void settle(List<Claim> claims) {
      worker.settle(claims.stream().map(c -> Settlement.of(c, SUCCESS)).toList());
    }

    /** Claims what the broker brings, until there are so many. */
    List<Claim> claimAll(int count) {
      List<Claim> claims = new ArrayList<>();
      while (claims.size() < count) {
        claims.addAll(worker.claim(request().max(count).maxWait(PATIENCE)).claims());
      }
      return claims;
    }

    @Override
    public void close() throws Exception {
      producer.close();
      worker.close();
      store.close();
      link.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_ran_while_its_confirm_was_lost_is_accepted_and_never_runs_again(BesideStore store)
      throws Exception {
    TaskMessage task = task();
    try (Pair pair = new Pair(store)) {
      pair.link.swallowAnswers(true);
      CompletableFuture<List<EnqueueResult>> call =
          CompletableFuture.supplyAsync(() -> pair.producer.enqueue(List.of(task)));
      pair.settle(pair.claimAll(1));

      assertEquals(List.of(new EnqueueResult(task.id(), true)), get(call));
      assertEquals(
          TaskStatus.SUCCESS, pair.producer.admin().find(task.id()).orElseThrow().status());
      assertEquals(
          List.of(new EnqueueResult(task.id(), false)), pair.worker.enqueue(List.of(task)));
      assertEquals(List.of(), claim(pair.worker, 10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_a_batch_of_which_one_runs_all_are_accepted_and_all_run(BesideStore store)
      throws Exception {
    List<TaskMessage> batch = tasks(5);
    try (Pair pair = new Pair(store)) {
      pair.link.swallowAnswers(true);
      CompletableFuture<List<EnqueueResult>> call =
          CompletableFuture.supplyAsync(() -> pair.producer.enqueue(batch));
      List<Claim> claims = new ArrayList<>(pair.claimAll(1));

      assertEquals(batch.stream().map(m -> new EnqueueResult(m.id(), true)).toList(), get(call));
      claims.addAll(pair.claimAll(batch.size() - claims.size()));
      assertEquals(new HashSet<>(idsOf(batch)), new HashSet<>(ids(claims)));
      assertEquals(batch.size(), claims.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_nobody_claimed_is_taken_back_and_its_message_starts_nothing(BesideStore store)
      throws Exception {
    List<TaskMessage> batch = tasks(3);
    try (Pair pair = new Pair(store)) {
      pair.link.swallowAnswers(true);

      assertThrows(BackendUnavailableException.class, () -> pair.producer.enqueue(batch));

      List<TaskId> found =
          idsOf(batch).stream().filter(id -> pair.store.admin().find(id).isPresent()).toList();
      assertEquals(List.of(), found);
      pair.worker.enqueue(List.of(batch.get(1)));
      assertEquals(List.of(batch.get(1).id()), ids(pair.claimAll(1)));
      assertEquals(List.of(), claim(pair.worker, 10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_was_sent_before_the_link_broke_for_good_starts_nothing(BesideStore store)
      throws Exception {
    TaskMessage task = task();
    try (Pair pair = new Pair(store)) {
      pair.link.swallowAnswers(true);
      CompletableFuture<List<EnqueueResult>> call =
          CompletableFuture.supplyAsync(() -> pair.producer.enqueue(List.of(task)));
      await().until(() -> depth(server.uri(), pair.brokerQueue) == 1);
      pair.link.close();

      ExecutionException failed = assertThrows(ExecutionException.class, () -> get(call));

      assertInstanceOf(BackendUnavailableException.class, failed.getCause());
      assertEquals(List.of(), claim(pair.worker, 10));
      assertEquals(0, depth(server.uri(), pair.brokerQueue));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_interrupt_is_put_off_until_the_broker_has_answered(BesideStore store) throws Exception {
    TaskMessage task = task();
    try (Pair pair = new Pair(store)) {
      FutureTask<Boolean> call =
          new FutureTask<>(
              () ->
                  pair.producer.enqueue(List.of(task)).get(0).accepted()
                      && Thread.currentThread().isInterrupted());
      Thread caller = new Thread(call, "caller");
      signal("STOP");
      try {
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        // The second proves that it waits again.
        await().until(() -> call.isDone() || !caller.isInterrupted());
        caller.interrupt();
        await().until(() -> call.isDone() || !caller.isInterrupted());
      } finally {
        signal("CONT");
      }

      assertTrue(get(call));
      assertEquals(List.of(task.id()), ids(pair.claimAll(1)));
    }
  }

  private static void signal(String name) throws Exception {
    int ignored = new ProcessBuilder("kill", "-" + name, "" + server.pid()).start().waitFor();
  }
}
