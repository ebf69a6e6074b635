package io.tasks4j.opentelemetry;

import static io.opentelemetry.api.trace.SpanKind.CLIENT;
import static io.opentelemetry.api.trace.SpanKind.CONSUMER;
import static io.opentelemetry.api.trace.SpanKind.PRODUCER;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskTracingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final TaskType<String, String> MAIL =
      TaskType.of("mail.send", String.class, String.class)
          .withDefaults(
              TaskOptions.defaults()
                  .queue("mail")
                  .retry(RetryStrategy.fixedDelay(Duration.ZERO).maxRetries(1)));

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(
              ContextPropagators.create(
                  TextMapPropagator.composite(
                      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
          .build();
  private final TaskTracing tracing = TaskTracing.of(sdk);
  private TaskQueue queue =
      TaskQueue.over(new MemoryBackend(), QueueConfig.create().intercept(tracing));

  @AfterEach
  void close() {
    queue.close();
    sdk.close();
  }

  private Worker worker(Task.Body<String, String> body) {
    return worker(tracing, body);
  }

  private Worker worker(TaskTracing by, Task.Body<String, String> body) {
    return Worker.builder(queue)
        .queues("mail")
        .concurrency(1)
        .intercept(by)
        .register(Task.of(MAIL, body))
        .start();
  }

  private List<SpanData> spans(String operation) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> operation.equals(span.getAttributes().get(SpanNames.OPERATION)))
        .toList();
  }

  private SpanData span(String operation) {
    List<SpanData> found = spans(operation);
    assertEquals(1, found.size(), () -> found.toString());
    return found.get(0);
  }

  private static List<String> linked(SpanData span) {
    return span.getLinks().stream().map(LinkData::getSpanContext).map(c -> c.getSpanId()).toList();
  }

  @Test
  void a_task_is_one_trace_from_its_producer_to_its_end() throws Exception {
    Span request = sdk.getTracer("test").spanBuilder("request").startSpan();
    TaskHandle<String> handle;
    try (Scope scope = request.makeCurrent()) {
      handle = queue.enqueue(MAIL, "Ada");
    } finally {
      request.end();
    }
    try (Worker worker = worker((payload, context) -> payload)) {
      handle.await(PATIENCE);
    }

    SpanData send = span("send");
    SpanData process = span("process");
    assertEquals("send mail", send.getName());
    assertEquals(PRODUCER, send.getKind());
    assertEquals(request.getSpanContext().getSpanId(), send.getParentSpanId());
    assertEquals("process mail", process.getName());
    assertEquals(CONSUMER, process.getKind());
    assertEquals(send.getSpanId(), process.getParentSpanId());
    assertEquals(List.of(send.getSpanId()), linked(process));
    assertEquals(request.getSpanContext().getTraceId(), process.getTraceId());
    for (SpanData span : List.of(send, process)) {
      assertEquals("tasks4j", span.getAttributes().get(SpanNames.SYSTEM));
      assertEquals("mail", span.getAttributes().get(SpanNames.DESTINATION));
      assertEquals(handle.id().toString(), span.getAttributes().get(SpanNames.MESSAGE_ID));
      assertEquals("mail.send", span.getAttributes().get(SpanNames.TASK_NAME));
      assertEquals(StatusCode.UNSET, span.getStatus().getStatusCode());
    }
    assertEquals("send", send.getAttributes().get(SpanNames.OPERATION_TYPE));
    assertEquals(5L, send.getAttributes().get(SpanNames.BODY_SIZE));
    assertEquals("process", process.getAttributes().get(SpanNames.OPERATION_TYPE));
    assertEquals(1L, process.getAttributes().get(SpanNames.TASK_ATTEMPT));
  }

  @Test
  void the_context_travels_as_a_traceparent_beside_the_headers_of_the_producer() {
    TaskHandle<String> handle =
        queue.enqueue(MAIL, "Ada", TaskOptions.defaults().header("tenant", "t-1"));

    TaskMetadata task = handle.metadata();
    SpanData send = span("send");
    assertEquals("t-1", task.message().headers().get("tenant"));
    String context = task.message().headers().get("traceparent");
    String expected = "00-" + send.getTraceId() + "-" + send.getSpanId() + "-0[13]";
    assertTrue(context.matches(expected), () -> context + " is not " + expected);
  }

  @Test
  void each_attempt_is_a_span_of_its_own_and_a_failed_one_says_why() throws Exception {
    TaskHandle<String> handle = queue.enqueue(MAIL, "Ada");
    try (Worker worker =
        worker(
            (payload, context) -> {
              if (context.attempt() == 1) {
                throw new IllegalStateException("once");
              }
              return payload;
            })) {
      handle.await(PATIENCE);
    }

    List<SpanData> attempts = spans("process");
    assertEquals(2, attempts.size());
    assertEquals(StatusCode.ERROR, attempts.get(0).getStatus().getStatusCode());
    assertEquals(
        IllegalStateException.class.getName(),
        attempts.get(0).getAttributes().get(SpanNames.ERROR_TYPE));
    assertEquals("exception", attempts.get(0).getEvents().get(0).getName());
    assertEquals(StatusCode.UNSET, attempts.get(1).getStatus().getStatusCode());
    assertEquals(2L, attempts.get(1).getAttributes().get(SpanNames.TASK_ATTEMPT));
    assertNotEquals(attempts.get(0).getSpanId(), attempts.get(1).getSpanId());
    assertEquals(span("send").getSpanId(), attempts.get(1).getParentSpanId());
  }

  @Test
  void a_snooze_is_no_error() throws Exception {
    TaskHandle<String> handle = queue.enqueue(MAIL, "Ada");
    List<Boolean> snoozed = new CopyOnWriteArrayList<>();
    try (Worker worker =
        worker(
            (payload, context) -> {
              if (snoozed.isEmpty()) {
                snoozed.add(true);
                throw context.snooze(Duration.ZERO);
              }
              return payload;
            })) {
      handle.await(PATIENCE);
    }

    assertEquals(2, spans("process").size());
    assertTrue(
        spans("process").stream()
            .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.UNSET));
  }

  @Test
  void a_batch_has_a_span_for_each_message_and_one_that_is_linked_to_all() throws Exception {
    List<TaskHandle<String>> handles = queue.enqueueAll(MAIL, List.of("Ada", "Bob", "Cyd"));
    try (Worker worker = worker((payload, context) -> payload)) {
      for (TaskHandle<String> handle : handles) {
        handle.await(PATIENCE);
      }
    }

    List<String> created = spans("create").stream().map(SpanData::getSpanId).toList();
    SpanData send = span("send");
    assertEquals(3, created.size());
    assertTrue(spans("create").stream().allMatch(span -> span.getKind() == PRODUCER));
    assertEquals(CLIENT, send.getKind());
    assertEquals(3L, send.getAttributes().get(SpanNames.BATCH_COUNT));
    assertEquals(created, linked(send));
    assertEquals(created, spans("process").stream().map(SpanData::getParentSpanId).toList());
  }

  @Test
  void a_chain_is_one_trace() throws Exception {
    Span request = sdk.getTracer("test").spanBuilder("request").startSpan();
    try (Worker worker = worker((payload, context) -> payload + "!")) {
      try (Scope scope = request.makeCurrent()) {
        queue.enqueue(TaskChain.startWith(MAIL, "Ada").then(MAIL));
      } finally {
        request.end();
      }

      await().until(() -> spans("process").size() == 2);
    }

    assertTrue(
        spans("process").stream()
            .allMatch(span -> span.getTraceId().equals(request.getSpanContext().getTraceId())));
  }

  @Test
  void what_a_task_enqueues_belongs_to_its_attempt() throws Exception {
    try (Worker worker =
        worker(
            (payload, context) -> {
              switch (payload) {
                case "follow-up" -> context.enqueue(MAIL, "child");
                case "at once" -> queue.enqueue(MAIL, "child");
                default -> {}
              }
              return payload;
            })) {
      queue.enqueue(MAIL, "follow-up").await(PATIENCE);
      await().until(() -> spans("process").size() == 2);
      assertEquals(spans("process").get(0).getSpanId(), spans("process").get(1).getParentSpanId());
      exporter.reset();

      queue.enqueue(MAIL, "at once").await(PATIENCE);
      await().until(() -> spans("process").size() == 2);
    }

    SpanData inner =
        spans("send").stream().filter(s -> s.getParentSpanContext().isValid()).findFirst().get();
    SpanData outer =
        spans("process").stream()
            .filter(s -> s.getSpanId().equals(inner.getParentSpanId()))
            .findFirst()
            .get();
    assertEquals(outer.getTraceId(), inner.getTraceId());
  }

  @Test
  void the_code_of_a_task_sees_its_span_and_the_producers_baggage() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    TaskHandle<String> handle;
    try (Scope scope = Baggage.builder().put("tenant", "t-1").build().makeCurrent()) {
      handle = queue.enqueue(MAIL, "Ada");
    }
    try (Worker worker =
        worker(
            (payload, context) -> {
              seen.add(Span.current().getSpanContext().getSpanId());
              seen.add(String.valueOf(Baggage.current().getEntryValue("tenant")));
              return payload;
            })) {
      handle.await(PATIENCE);
    }

    assertEquals(List.of(span("process").getSpanId(), "t-1"), seen);
  }

  @Test
  void new_traces_are_linked_to_their_producer() throws Exception {
    TaskHandle<String> handle = queue.enqueue(MAIL, "Ada");
    try (Worker worker = worker(tracing.newTraces(), (payload, context) -> payload)) {
      handle.await(PATIENCE);
    }

    SpanData send = span("send");
    SpanData process = span("process");
    assertNotEquals(send.getTraceId(), process.getTraceId());
    assertEquals(List.of(send.getSpanId()), linked(process));
  }

  @Test
  void a_task_of_a_producer_without_tracing_begins_a_trace() throws Exception {
    try (TaskQueue plain = TaskQueue.over(new Unclosed(queue))) {
      TaskHandle<String> handle = plain.enqueue(MAIL, "Ada");
      try (Worker worker = worker((payload, context) -> payload)) {
        handle.await(PATIENCE);
      }
    }

    SpanData process = span("process");
    assertTrue(process.getSpanContext().isValid());
    assertEquals(false, process.getParentSpanContext().isValid());
    assertEquals(List.of(), process.getLinks());
  }

  @Test
  void an_enqueue_that_fails_is_an_error_of_its_span() {
    queue.close();
    queue =
        TaskQueue.over(
            new ForwardingBackend(new MemoryBackend()) {
              @Override
              public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
                throw new BackendUnavailableException("away", null);
              }
            },
            QueueConfig.create().intercept(tracing));

    assertThrows(BackendUnavailableException.class, () -> queue.enqueue(MAIL, "Ada"));
    assertThrows(
        BackendUnavailableException.class, () -> queue.enqueueAll(MAIL, List.of("Ada", "Bob")));

    assertEquals(2, spans("send").size());
    assertTrue(
        spans("send").stream()
            .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR));
  }

  /** The same store, for a producer that closes it, and is not to. */
  private static final class Unclosed extends ForwardingBackend {
    Unclosed(TaskQueue queue) {
      super(queue.backend());
    }

    @Override
    public void close() {}
  }
}
