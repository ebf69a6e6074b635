package io.tasks4j.benchmarks.compare;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.tasks4j.servers.RabbitServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A broker of our own, without the queues of the last turn; beside it a file for our state. */
final class RabbitMqStore implements Store {
  private static final List<String> QUEUES = List.of("bench", "tasks4j.default");

  private final RabbitServer server = RabbitServer.start();
  private final Sqlite files = new Sqlite();

  RabbitMqStore() throws IOException {}

  @Override
  public String fresh() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(server.uri());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      for (String queue : QUEUES) {
        channel.queueDelete(queue);
      }
    }
    return server.uri() + "?store=sqlite:" + files.fresh();
  }

  @Override
  public OptionalLong bytes() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<Double> cpu() {
    return ProcessHandle.of(server.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> (double) used.toNanos());
  }

  @Override
  public void close() throws IOException {
    server.close();
    files.close();
  }
}
