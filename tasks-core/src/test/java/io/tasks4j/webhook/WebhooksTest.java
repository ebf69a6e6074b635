package io.tasks4j.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Outcome;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class WebhooksTest {
  private static final String SECRET = Webhooks.newSecret();
  private static final TaskType<String, String> ECHO =
      TaskType.of("echo", String.class, String.class);
  private static final TaskType<String, String> OTHER =
      TaskType.of("other", String.class, String.class);

  private final Receiver receiver = new Receiver();
  private final TaskQueue queue = TaskQueue.open("memory:");
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void close() {
    workers.forEach(Worker::close);
    queue.close();
    receiver.close();
  }

  @Test
  void a_success_is_told_signed_and_once() {
    start(toReceiver());

    TaskId id = queue.enqueue(ECHO, "private").id();

    Receiver.Request request = receiver.next();
    assertEquals("POST /hooks?x=1 HTTP/1.1", request.line());
    assertEquals("localhost:" + receiver.port(), request.header("host"));
    assertEquals("application/json", request.header("content-type"));
    assertEquals(
        TaskId.derived(id, "webhook/billing/task.succeeded").toString(),
        request.header("webhook-id"));
    assertEquals(
        WebhookSignature.of(SECRET)
            .sign(
                request.header("webhook-id"),
                Long.parseLong(request.header("webhook-timestamp")),
                request.body().getBytes(StandardCharsets.UTF_8)),
        request.header("webhook-signature"));
    JsonNode body = new JsonMapper().readTree(request.body());
    assertEquals("task.succeeded", body.path("type").asString());
    assertEquals(id.toString(), body.path("data").path("id").asString());
    assertEquals("SUCCESS", body.path("data").path("status").asString());
    assertFalse(request.body().contains("private"));
    awaitDelivered(1);
    assertEquals(1, receiver.count());
  }

  @Test
  void a_dead_letter_is_told_with_its_error_and_a_retry_is_not() {
    start(toReceiver());

    queue.enqueue(
        ECHO,
        "fail",
        TaskOptions.defaults().retry(RetryStrategy.fixedDelay(Duration.ofMillis(1)).maxRetries(2)));

    JsonNode data = new JsonMapper().readTree(receiver.next().body()).path("data");
    assertEquals("FAILURE", data.path("status").asString());
    assertEquals("MAX_RETRIES", data.path("reason").asString());
    assertEquals(3, data.path("attempts").asInt());
    awaitDelivered(1);
    assertEquals(1, receiver.count());
  }

  @Test
  void only_the_types_of_an_endpoint_are_told() {
    start(toReceiver(OTHER));
    queue.enqueue(ECHO, "not told");
    TaskId told = queue.enqueue(OTHER, "told").id();

    JsonNode body = new JsonMapper().readTree(receiver.next().body());

    assertEquals(told.toString(), body.path("data").path("id").asString());
    awaitDelivered(1);
    assertEquals(1, receiver.count());
  }

  @Test
  void it_is_tried_again_under_the_same_id_until_the_receiver_takes_it() {
    receiver.answer(500, Map.of());
    receiver.answer(503, Map.of("Retry-After", "0"));
    start(toReceiver());

    queue.enqueue(ECHO, "");

    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(receiver.next().header("webhook-id"));
    }
    assertEquals(1, ids.stream().distinct().count());
    awaitDelivered(1);
  }

  @Test
  void a_receiver_that_is_gone_for_good_is_told_no_more() {
    receiver.answer(410, Map.of());
    start(toReceiver());

    queue.enqueue(ECHO, "");

    assertTrue(deadLetter().message().contains("410"));
    assertEquals(1, receiver.count());
  }

  @Test
  void a_redirect_is_followed_with_the_same_request() {
    receiver.answer(308, Map.of("Location", "/moved"));
    start(toReceiver());

    queue.enqueue(ECHO, "");

    Receiver.Request first = receiver.next();
    Receiver.Request second = receiver.next();
    assertEquals("POST /moved HTTP/1.1", second.line());
    assertEquals(first.header("webhook-signature"), second.header("webhook-signature"));
    awaitDelivered(1);
  }

  @Test
  void letters_that_http_lacks_are_sent_percent_encoded() {
    String address = "http://localhost:" + receiver.port() + "/caf\u00e9?q=\u00fc%20b";
    start(
        Webhooks.builder(queue)
            .allowInternal("localhost")
            .endpoint("cafe", address, Webhooks.newSecret()));

    queue.enqueue(ECHO, "");

    assertEquals("POST /caf%C3%A9?q=%C3%BC%20b HTTP/1.1", receiver.next().line());
  }

  @Test
  void a_redirect_to_an_address_that_is_not_public_is_refused() {
    for (String to :
        List.of(
            "http://169.254.169.254/latest/meta-data",
            "https://[::ffff:10.0.0.1]/",
            "https://127.0.0.1:" + receiver.port() + "/",
            "https://private.example/",
            "file:///etc/passwd")) {
      receiver.answer(307, Map.of("Location", to));
    }
    start(toReceiver());
    for (int i = 0; i < 5; i++) {
      queue.enqueue(ECHO, "");
    }

    await().until(() -> queue.admin().list(TaskQuery.deadLetters()).size() == 5);

    assertEquals(5, receiver.count());
    for (TaskMetadata dead : queue.admin().list(TaskQuery.deadLetters())) {
      assertEquals(TaskError.Reason.GAVE_UP, dead.error().orElseThrow().reason());
    }
  }

  @Test
  void endless_redirects_end() {
    for (int i = 0; i < 4; i++) {
      receiver.answer(307, Map.of("Location", "/again"));
    }
    start(toReceiver().retry(RetryStrategy.none()));

    queue.enqueue(ECHO, "");

    assertTrue(deadLetter().message().contains("more than 3 times"));
    assertEquals(4, receiver.count());
  }

  @Test
  void a_name_is_looked_up_once_and_what_was_checked_is_connected_to() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    AddressGuard.Resolver rebinding =
        host -> AddressGuardTest.addresses(looks.incrementAndGet() == 1 ? "8.8.8.8" : "127.0.0.1");
    AddressGuard guard = new AddressGuard(Set.of(), rebinding);

    List<InetAddress> checked = guard.addresses("rebinding.example");

    assertEquals("8.8.8.8", checked.get(0).getHostAddress());
    assertThrows(RefusedAddressException.class, () -> guard.addresses("rebinding.example"));
    assertEquals(2, looks.get());
  }

  @Test
  void a_private_host_is_refused_before_anything_is_sent() {
    start(
        Webhooks.builder(queue)
            .endpoint("billing", "https://private.example:" + receiver.port() + "/", SECRET)
            .resolver(WebhooksTest::resolve));

    queue.enqueue(ECHO, "");

    assertTrue(deadLetter().message().contains("10.0.0.1, which is not public"));
    assertEquals(0, receiver.count());
  }

  @Test
  void a_receiver_that_answers_drop_by_drop_is_cut_off() {
    receiver.drip();
    start(toReceiver().timeout(Duration.ofMillis(300)).retry(RetryStrategy.none()));
    long began = System.nanoTime();

    queue.enqueue(ECHO, "");

    assertTrue(deadLetter().message().contains("did not answer within PT0.3S"));
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(20).toNanos());
  }

  @Test
  void an_endless_head_of_an_answer_is_cut_off() {
    receiver.flood();
    start(toReceiver().retry(RetryStrategy.none()));

    queue.enqueue(ECHO, "");

    assertTrue(deadLetter().message().contains("longer than 16384 bytes"));
  }

  @Test
  void interim_answers_are_passed_over_and_bodies_not_read() {
    receiver.raw("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    start(toReceiver());

    queue.enqueue(ECHO, "");

    awaitDelivered(1);
  }

  @Test
  void events_of_the_application_can_be_sent() {
    Webhooks webhooks = start(toReceiver());

    TaskId id = webhooks.send("billing", "invoice.paid", Map.of("amount", 3));

    Receiver.Request request = receiver.next();
    assertEquals(id.toString(), request.header("webhook-id"));
    JsonNode body = new JsonMapper().readTree(request.body());
    assertEquals("invoice.paid", body.path("type").asString());
    assertEquals(3, body.path("data").path("amount").asInt());
    assertThrows(IllegalArgumentException.class, () -> webhooks.send("nobody", "invoice.paid", ""));
  }

  @Test
  void neither_address_nor_secret_is_in_the_store() {
    start(toReceiver());
    queue.enqueue(ECHO, "");
    receiver.next();

    for (TaskMetadata task : queue.admin().list(TaskQuery.all())) {
      String payload = task.message().payload().text();
      assertFalse(payload.contains("localhost") || payload.contains("whsec"), payload);
    }
  }

  @Test
  void what_cannot_be_is_refused_at_build() {
    WebhooksBuilder good = Webhooks.builder(queue);

    assertThrows(
        IllegalArgumentException.class,
        () -> Webhooks.builder(queue).endpoint("a", "http://public.example/", SECRET).build());
    assertThrows(
        IllegalArgumentException.class,
        () -> Webhooks.builder(queue).endpoint("a", "https://me:pass@a.example/", SECRET).build());
    assertThrows(
        IllegalArgumentException.class,
        () -> Webhooks.builder(queue).endpoint("a", "ftp://a.example/", SECRET).build());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> good.endpoint("a", "https://a.example/ token", SECRET));
    assertFalse(e.getMessage().contains("token"));
    good.endpoint("a", "https://a.example/", SECRET);
    assertThrows(
        IllegalArgumentException.class, () -> good.endpoint("a", "https://b.example/", SECRET));
    assertThrows(IllegalArgumentException.class, () -> good.timeout(Duration.ofMillis(1)));
  }

  @Test
  void a_hook_that_throws_changes_nothing_and_listeners_hear_of_their_type() {
    List<TaskId> heard = Collections.synchronizedList(new ArrayList<>());
    Worker worker =
        Worker.builder(queue)
            .register(echo(ECHO), echo(OTHER))
            .onCompletion(
                (claim, outcome) -> {
                  throw new IllegalStateException("broken hook");
                })
            .listen(
                WorkerListener.onEnd(
                    ECHO,
                    (id, outcome) -> {
                      if (outcome instanceof Outcome.Success) {
                        heard.add(id);
                      }
                    }))
            .start();
    workers.add(worker);
    TaskId other = queue.enqueue(OTHER, "").id();
    TaskId id = queue.enqueue(ECHO, "").id();

    await().until(() -> !heard.isEmpty());

    assertEquals(List.of(id), heard);
    await().until(() -> queue.admin().find(other).orElseThrow().status() == TaskStatus.SUCCESS);
  }

  private WebhooksBuilder toReceiver(TaskType<?, ?>... only) {
    return Webhooks.builder(queue)
        .endpoint("billing", "http://localhost:" + receiver.port() + "/hooks?x=1", SECRET, only)
        .allowInternal("localhost")
        .resolver(WebhooksTest::resolve)
        .retry(RetryStrategy.fixedDelay(Duration.ofMillis(1)).maxRetries(5));
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return host.equals("private.example")
        ? AddressGuardTest.addresses("10.0.0.1")
        : InetAddress.getAllByName(host.equals("localhost") ? "127.0.0.1" : host);
  }

  private Webhooks start(WebhooksBuilder builder) {
    Webhooks webhooks = builder.build();
    workers.add(
        webhooks
            .addTo(Worker.builder(queue).register(echo(ECHO), echo(OTHER)))
            .queues("default", "webhooks")
            .start());
    return webhooks;
  }

  private static Task<String, String> echo(TaskType<String, String> type) {
    return Task.of(
        type.name(),
        String.class,
        String.class,
        (text, context) -> {
          if (text.equals("fail")) {
            throw new IllegalStateException("as asked");
          }
          return text;
        });
  }

  private void awaitDelivered(int count) {
    await()
        .until(
            () ->
                queue.admin().list(TaskQuery.of(TaskStatus.SUCCESS)).stream()
                        .filter(task -> task.message().name().equals(Webhooks.TASK_NAME))
                        .count()
                    == count);
  }

  private TaskError deadLetter() {
    await().until(() -> !queue.admin().list(TaskQuery.deadLetters()).isEmpty());
    return queue.admin().list(TaskQuery.deadLetters()).get(0).error().orElseThrow();
  }
}
