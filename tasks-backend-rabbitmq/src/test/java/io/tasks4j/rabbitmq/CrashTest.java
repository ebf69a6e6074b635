package io.tasks4j.rabbitmq;

import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.LossContract;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Workers and the broker die; {@code -Plong} for a long run. */
class CrashTest extends LossContract {
  private final RabbitServer server = TestRabbit.own();
  private String address;

  @Override
  protected String start() {
    address =
        server.uri()
            + "?transitTimeout=10s&finishedCount=1000000&maxDeliveries=100&queueName="
            + URLEncoder.encode(TestRabbit.config().queueName(), StandardCharsets.UTF_8)
            + "&store="
            + URLEncoder.encode("sqlite:" + folder.resolve("tasks.db"), StandardCharsets.UTF_8);
    return address;
  }

  @Override
  protected String workersAddress() {
    return address;
  }

  @Override
  protected void disturb(int round) throws IOException {
    if (round == 6) {
      server.kill();
      server.launch();
    } else if (round == 14) {
      server.stop();
      server.launch();
    }
  }

  @Override
  protected void stop() {
    // Other tests go on with the broker.
  }
}
