package io.tasks4j.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What many tests need. */
final class Fixtures {
  static final Duration LEASE = Duration.ofSeconds(30);

  /**
   * How long a test waits for what has to come, and no part of any promise: a broker that starts,
   * or a rabbitmqctl, takes many times as long on a busy machine.
   */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  static final Outcome SUCCESS = new Outcome.Success(Optional.empty());

  private Fixtures() {}

  /** Waits as long as that. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE);
  }

  /** What is to come, waited for as long as that. */
  static <T> T get(Future<T> future) throws Exception {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  static TaskMessage.Builder message() {
    return TaskMessage.builder(
        TaskId.next(), "greet", Payload.json("{\"name\":\"Ada\"}"), Instant.EPOCH);
  }

  static TaskMessage task() {
    return message().build();
  }

  static List<TaskMessage> tasks(int count) {
    return IntStream.range(0, count).mapToObj(i -> task()).toList();
  }

  static ClaimRequest request() {
    return ClaimRequest.of("w1", "default", LEASE);
  }

  static List<Claim> claim(TaskBackend backend, int max) {
    return backend.claim(request().max(max)).claims();
  }

  static List<TaskId> ids(List<Claim> claims) {
    return claims.stream().map(Claim::id).toList();
  }

  static List<TaskId> idsOf(List<TaskMessage> messages) {
    return messages.stream().map(TaskMessage::id).toList();
  }

  @FunctionalInterface
  interface OnChannel {
    void run(Channel channel) throws Exception;
  }

  /** Does something at the broker beside the backend. */
  static void atBroker(String uri, OnChannel work) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      work.run(channel);
    }
  }

  static int depth(String uri, String queue) throws Exception {
    int[] depth = new int[1];
    atBroker(uri, channel -> depth[0] = channel.queueDeclarePassive(queue).getMessageCount());
    return depth[0];
  }
}
