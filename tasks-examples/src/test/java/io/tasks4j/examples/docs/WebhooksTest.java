package io.tasks4j.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.webhook.Webhooks;
import io.tasks4j.worker.Worker;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs the region of code that {@code docs/webhooks.md} shows. */
class WebhooksTest {
  @Test
  void a_worker_tells_how_its_tasks_ended() {
    String address = "https://billing.example/hooks";
    String secret = Webhooks.newSecret();
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: webhooks
      Webhooks webhooks =
          Webhooks.builder(queue)
              .endpoint("billing", address, secret) // https://billing.example/hooks, whsec_…
              .endpoint("images", address, secret, Resize.TYPE) // only these types
              .build();
      Worker worker = webhooks.addTo(Worker.builder(queue).register(new Resize())).start();
      // end
      assertEquals(Set.of("default", "images", "webhooks"), worker.config().queueNames());
      worker.close();
    }
  }
}
