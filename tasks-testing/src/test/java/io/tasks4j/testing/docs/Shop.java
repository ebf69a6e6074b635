package io.tasks4j.testing.docs;

import io.tasks4j.TaskOptions;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.testing.docs.SendReceipt.Receipt;
import java.time.Duration;

/** The application of the guide: what its tests test. */
final class Shop {
  private final TaskQueue queue;

  Shop(TaskQueue queue) {
    this.queue = queue;
  }

  void order(String customer, int amount) {
    queue.enqueue(
        SendReceipt.TYPE,
        new Receipt(customer, amount),
        TaskOptions.defaults().delay(Duration.ofMinutes(5)));
  }
}
