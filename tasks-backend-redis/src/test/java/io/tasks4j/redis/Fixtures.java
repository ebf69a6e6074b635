package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.tck.faults.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/** What many tests need. */
final class Fixtures {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Outcome SUCCESS = new Outcome.Success(Optional.empty());

  private Fixtures() {}

  static Jedis connect(RedisServer server) {
    return new Jedis("127.0.0.1", server.port(), 5_000);
  }

  static RedisAddress address(String uri) {
    return RedisAddress.from(BackendUri.parse(uri));
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

  static TaskError error() {
    return new TaskError(
        TaskError.Reason.EXECUTION, "java.io.IOException", "no", "", 1, Instant.EPOCH);
  }
}
