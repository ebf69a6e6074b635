package io.tasks4j.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.dummy.DummyBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.spring.Greetings.Greeting;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteDataSource;

/** When tasks come, by what becomes of the transaction. */
class AfterCommitTaskQueueTest {
  private final DummyBackend backend = new DummyBackend();
  private final AfterCommitTaskQueue queue = new AfterCommitTaskQueue(TaskQueue.over(backend));
  private TransactionTemplate transaction;

  @BeforeEach
  void openDatabase(@TempDir Path folder) {
    SQLiteDataSource data = new SQLiteDataSource();
    data.setUrl("jdbc:sqlite:" + folder.resolve("data.db"));
    transaction = new TransactionTemplate(new DataSourceTransactionManager(data));
  }

  @Test
  void a_task_comes_at_once_without_a_transaction() {
    TaskId id = greet("Ada");

    assertEquals(List.of(id), enqueued());
  }

  @Test
  void tasks_come_when_the_transaction_has_committed_in_their_order() {
    List<TaskId> ids =
        transaction.execute(
            status -> {
              List<TaskId> given = List.of(greet("Ada"), greet("Grace"));
              assertEquals(List.of(), enqueued());
              return given;
            });

    assertEquals(ids, enqueued());
  }

  @Test
  void no_task_comes_when_the_transaction_rolls_back() {
    transaction.executeWithoutResult(
        status -> {
          greet("Ada");
          status.setRollbackOnly();
        });
    TaskId later = greet("Grace");

    assertEquals(List.of(later), enqueued());
  }

  @Test
  void an_inner_transaction_has_its_own_tasks() {
    TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
    inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    transaction.executeWithoutResult(
        outer -> {
          greet("Ada");
          TaskId own = inner.execute(status -> greet("Grace"));
          assertEquals(List.of(own), enqueued());
          outer.setRollbackOnly();
        });

    assertEquals(1, enqueued().size());
  }

  @Test
  void what_others_enqueue_after_the_commit_comes_too() {
    transaction.executeWithoutResult(
        status -> {
          greet("Ada");
          onCommit(() -> greet("Grace"));
        });
    assertEquals(2, enqueued().size());

    transaction.executeWithoutResult(status -> onCommit(() -> greet("Edsger")));
    assertEquals(3, enqueued().size());
  }

  @Test
  void a_payload_that_does_not_fit_is_refused_in_the_transaction() {
    AfterCommitTaskQueue small =
        new AfterCommitTaskQueue(TaskQueue.over(backend, QueueConfig.create().maxPayloadBytes(20)));

    transaction.executeWithoutResult(
        status ->
            assertThrows(
                TaskSerializationException.class,
                () -> small.enqueue(Greetings.TYPE, new Greeting("a".repeat(20)))));
  }

  @Test
  void a_failure_reaches_the_caller_and_the_others_are_enqueued() {
    AfterCommitTaskQueue failing = new AfterCommitTaskQueue(TaskQueue.over(new FirstFails()));

    BackendException thrown =
        assertThrows(
            BackendException.class,
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      failing.enqueue(Greetings.TYPE, new Greeting("Ada"));
                      failing.enqueue(Greetings.TYPE, new Greeting("Grace"));
                    }));

    assertTrue(thrown.getMessage().contains("away"));
    assertEquals(1, enqueued().size());
  }

  private final class FirstFails extends ForwardingBackend {
    private boolean failed;

    FirstFails() {
      super(backend);
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      if (!failed) {
        failed = true;
        throw new BackendException("away", new IllegalStateException());
      }
      return super.enqueue(messages);
    }
  }

  private static void onCommit(Runnable action) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            action.run();
          }
        });
  }

  private TaskId greet(String name) {
    return queue.enqueue(Greetings.TYPE, new Greeting(name)).id();
  }

  private List<TaskId> enqueued() {
    return backend.recorded().stream().map(TaskMessage::id).toList();
  }
}
