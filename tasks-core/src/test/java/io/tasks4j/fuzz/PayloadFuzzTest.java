package io.tasks4j.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Payloads of any writer: read, or refused by one type, at a bounded cost; the worker goes on. */
class PayloadFuzzTest {
  private static final JacksonCodec CODEC = new JacksonCodec();

  record Order(
      int id,
      long number,
      BigInteger big,
      BigDecimal price,
      double weight,
      @Nullable Instant at,
      @Nullable Duration patience,
      List<JsonNode> items,
      Map<String, JsonNode> more,
      @Nullable JsonNode any) {}

  /** Counts how often it was made; the name of it stands in payloads. */
  public static final class Made {
    static final AtomicInteger COUNT = new AtomicInteger();

    public Made() {
      COUNT.incrementAndGet();
    }

    public Made(String text) {
      COUNT.incrementAndGet();
    }

    public static Made valueOf(String text) {
      return new Made(text);
    }
  }

  private static final String MADE = Made.class.getName();

  private static final String ORDER =
      "{\"id\":1,\"number\":2,\"big\":3,\"price\":4.5,\"weight\":6.7,"
          + "\"at\":\"2024-01-01T00:00:00Z\",\"patience\":\"PT1S\",\"items\":[1,{\"a\":2}],"
          + "\"more\":{\"a\":[1,2],\"b\":null},\"any\":{\"@class\":\""
          + MADE
          + "\",\"@type\":\""
          + MADE
          + "\",\"class\":\""
          + MADE
          + "\"}}";

  private static final List<Type> TYPES =
      List.of(
          Order.class,
          Object.class,
          String.class,
          Integer.class,
          BigInteger.class,
          BigDecimal.class,
          Instant.class,
          Duration.class,
          int[].class,
          byte[].class,
          TaskStatus.class);

  @Test
  void any_payload_is_read_or_refused_and_makes_no_object_of_a_class_that_it_names() {
    Made.COUNT.set(0);
    Fuzz.run(
        random -> {
          Type type = Fuzz.pick(TYPES, random);
          byte[] bytes = bytes(random);
          Fuzz.bounded(
              bytes.length,
              () -> {
                try {
                  Object ignored = CODEC.decode(bytes, type);
                } catch (TaskSerializationException refused) {
                  // As it should be.
                }
              });
        });
    assertEquals(0, Made.COUNT.get());
  }

  @Test
  void a_worker_goes_on_whatever_payloads_come() throws Exception {
    TaskType<Order, String> orders = TaskType.of("order", Order.class, String.class);
    TaskType<Object, String> any = TaskType.of("any", Object.class, String.class);
    Made.COUNT.set(0);
    SplittableRandom random = new SplittableRandom(7);
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue)
                .register(Task.of(orders, (order, context) -> "" + order.hashCode()))
                .register(Task.of(any, (value, context) -> String.valueOf(value).substring(0, 1)))
                .start()) {
      List<TaskId> ids = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        TaskId id = TaskId.next();
        ids.add(id);
        Payload payload = Payload.of(bytes(random), Payload.JSON);
        queue
            .backend()
            .enqueue(
                List.of(
                    TaskMessage.builder(id, i % 2 == 0 ? "order" : "any", payload, Instant.EPOCH)
                        .retry(io.tasks4j.retry.RetryStrategy.none())
                        .build()));
      }

      assertEquals("4", queue.enqueue(any, 4).await(Duration.ofMinutes(1)));
      for (TaskId id : ids) {
        assertTrue(queue.backend().results().await(id, Duration.ofMinutes(1)).isPresent());
      }
    }
    assertEquals(0, Made.COUNT.get());
  }

  private static byte[] bytes(SplittableRandom random) {
    String json =
        switch (random.nextInt(4)) {
          case 0 -> Fuzz.value(random);
          case 1 -> "[\"" + MADE + "\",\"x\"]";
          default -> Fuzz.likeJson(ORDER, random);
        };
    return json.getBytes(UTF_8);
  }
}
