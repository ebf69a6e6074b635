package io.tasks4j.spring;

import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.EnqueueInterceptor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Holds messages back until the transaction of their thread has committed. */
final class AfterCommit implements EnqueueInterceptor {
  @Override
  public TaskMessage intercept(TaskMessage message) {
    return message;
  }

  @Override
  public List<EnqueueResult> around(List<TaskMessage> messages, Next next) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()
        || !TransactionSynchronizationManager.isActualTransactionActive()) {
      return next.proceed(messages);
    }
    pending().add(List.copyOf(messages), next);
    return messages.stream().map(message -> new EnqueueResult(message.id(), true)).toList();
  }

  /** Spring keeps it with the transaction, and puts both aside while an inner one runs. */
  private Pending pending() {
    for (TransactionSynchronization known :
        TransactionSynchronizationManager.getSynchronizations()) {
      if (known instanceof Pending pending && pending.owner == this) {
        return pending;
      }
    }
    Pending fresh = new Pending(this);
    TransactionSynchronizationManager.registerSynchronization(fresh);
    return fresh;
  }

  /** What one transaction has to enqueue. Used by its thread alone. */
  private static final class Pending implements TransactionSynchronization {
    private record Call(List<TaskMessage> messages, Next next) {}

    private final AfterCommit owner;
    private final List<Call> calls = new ArrayList<>();

    Pending(AfterCommit owner) {
      this.owner = owner;
    }

    void add(List<TaskMessage> messages, Next next) {
      calls.add(new Call(messages, next));
    }

    @Override
    public void afterCommit() {
      enqueue();
    }

    /** What others enqueued in their own afterCommit came too late for this one's. */
    @Override
    public void afterCompletion(int status) {
      if (status == STATUS_COMMITTED) {
        enqueue();
      }
    }

    /** Tries all, though one fails. */
    private void enqueue() {
      List<Call> batch = List.copyOf(calls);
      calls.clear();
      RuntimeException failure = null;
      for (Call call : batch) {
        try {
          List<EnqueueResult> ignored = call.next.proceed(call.messages);
        } catch (RuntimeException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
