package io.tasks4j.testing.docs;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The task of the guide: sends a receipt, unless it was sent before. */
final class SendReceipt implements Task<SendReceipt.Receipt, String> {
  static final TaskType<Receipt, String> TYPE =
      TaskType.of("receipts.send", Receipt.class, String.class)
          .withDefaults(TaskOptions.defaults().queue("mail").timeout(Duration.ofSeconds(30)));

  static final TaskType<Receipt, Void> ARCHIVE = TaskType.of("receipts.archive", Receipt.class);

  record Receipt(String to, int amount) {}

  /** A mail server that can be down. */
  static final class Outbox {
    final List<String> sent = new ArrayList<>();
    int failures;

    String send(String id, String to) {
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("mail server is down");
      }
      if (!sent.contains(id)) {
        sent.add(id);
      }
      return "sent to " + to;
    }
  }

  private final Outbox outbox;

  SendReceipt(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public TaskType<Receipt, String> type() {
    return TYPE;
  }

  @Override
  public String execute(Receipt receipt, TaskContext context) {
    if (receipt.to().isEmpty()) {
      throw context.giveUp("no address");
    }
    String said = outbox.send(context.id().toString(), receipt.to());
    context.progress(1, 1, "sent");
    context.enqueue(ARCHIVE, receipt);
    return said;
  }
}
