package io.tasks4j.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.tasks4j.TaskContext;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.EnqueueInterceptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Traces tasks: a span where they are enqueued, one for each attempt, and the context between the
 * two in the headers of the message. Immutable and thread-safe.
 *
 * <pre>{@code
 * TaskTracing tracing = TaskTracing.of(openTelemetry);
 * TaskQueue queue = TaskQueue.open(address, QueueConfig.create().intercept(tracing));
 * Worker worker = Worker.builder(queue).intercept(tracing).register(new Resize()).start();
 * }</pre>
 *
 * <p>Spans, names and attributes follow OpenTelemetry's semantic conventions for messaging; {@code
 * docs/tracing.md} describes them.
 */
public final class TaskTracing implements EnqueueInterceptor, ExecutionInterceptor {
  private static final String SCOPE = "io.tasks4j.opentelemetry";

  /** Set while a task runs: what it enqueues as follow-ups passes no {@link #around}. */
  private static final ContextKey<Boolean> IN_TASK = ContextKey.named("tasks4j-in-task");

  private static final Context TASK_CONTEXT = Context.root().with(IN_TASK, true);

  private static final TextMapGetter<Map<String, String>> HEADERS =
      (headers, name) -> headers == null ? null : headers.get(name);

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final boolean continueTrace;
  private final SpanTemplates templates;

  private TaskTracing(
      Tracer tracer, TextMapPropagator propagator, boolean continueTrace, SpanTemplates templates) {
    this.tracer = tracer;
    this.propagator = propagator;
    this.continueTrace = continueTrace;
    this.templates = templates;
  }

  /**
   * Traces by {@code openTelemetry}, whose propagators say which headers there are; W3C's {@code
   * traceparent} by default. Attempts belong to the trace of their producer.
   */
  public static TaskTracing of(OpenTelemetry openTelemetry) {
    return new TaskTracing(
        openTelemetry.getTracer(SCOPE),
        openTelemetry.getPropagators().getTextMapPropagator(),
        true,
        new SpanTemplates());
  }

  /**
   * The same, with a trace of its own for each attempt, which is linked to its producer's: for
   * tasks that run so much later that one trace would never be seen whole.
   */
  public TaskTracing newTraces() {
    return new TaskTracing(tracer, propagator, false, templates);
  }

  @Override
  public TaskMessage intercept(TaskMessage message) {
    Context context = Context.current();
    return context.get(IN_TASK) == null ? message : carrying(message, context);
  }

  @Override
  public List<EnqueueResult> around(List<TaskMessage> messages, EnqueueInterceptor.Next next) {
    return messages.size() == 1 ? sendOne(messages.get(0), next) : sendAll(messages, next);
  }

  /** One message: the span of the call is that of the message. */
  private List<EnqueueResult> sendOne(TaskMessage message, EnqueueInterceptor.Next next) {
    Span span = started(SpanNames.SEND, message);
    return proceed(span, List.of(carrying(message, Context.current().with(span))), next);
  }

  /** Several: one span for each, and one for the call, which is linked to all. */
  private List<EnqueueResult> sendAll(List<TaskMessage> messages, EnqueueInterceptor.Next next) {
    SpanBuilder call =
        like(templates.of(SpanNames.SEND, destination(messages), ""), SpanKind.CLIENT)
            .setAttribute(SpanNames.BATCH_COUNT, (long) messages.size());
    List<TaskMessage> carrying = new ArrayList<>(messages.size());
    for (TaskMessage message : messages) {
      Span span = started(SpanNames.CREATE, message);
      carrying.add(carrying(message, Context.current().with(span)));
      call.addLink(span.getSpanContext());
      span.end();
    }
    return proceed(call.startSpan(), carrying, next);
  }

  @SuppressWarnings("try") // a scope is there to be closed
  private static List<EnqueueResult> proceed(
      Span span, List<TaskMessage> messages, EnqueueInterceptor.Next next) {
    try (Scope scope = span.makeCurrent()) {
      return next.proceed(messages);
    } catch (RuntimeException | Error e) {
      failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  @SuppressWarnings("try") // a scope is there to be closed
  public @Nullable Object intercept(TaskContext task, ExecutionInterceptor.Next next)
      throws Exception {
    Context producer = propagator.extract(TASK_CONTEXT, task.headers(), HEADERS);
    SpanContext link = Span.fromContext(producer).getSpanContext();
    SpanBuilder builder =
        like(templates.of(SpanNames.PROCESS, task.queue(), task.name()), SpanKind.CONSUMER);
    if (continueTrace) {
      builder.setParent(producer);
    } else {
      // Before the start: there is no parent for samplers to go by.
      builder.setNoParent().addLink(link);
    }
    Span span = builder.startSpan();
    if (span.isRecording()) {
      if (continueTrace) {
        span.addLink(link);
      }
      span.setAttribute(SpanNames.MESSAGE_ID, task.id().toString());
      span.setAttribute(SpanNames.TASK_ATTEMPT, (long) task.attempt());
    }
    // From the producer's context, for the baggage in it.
    try (Scope scope = producer.with(span).makeCurrent()) {
      return next.proceed();
    } catch (Throwable e) {
      if (ExecutionInterceptor.isFailure(e)) {
        failed(span, e);
      }
      throw e;
    } finally {
      span.end();
    }
  }

  private Span started(String operation, TaskMessage message) {
    Span span =
        like(templates.of(operation, message.queue(), message.name()), SpanKind.PRODUCER)
            .startSpan();
    if (span.isRecording()) {
      span.setAttribute(SpanNames.MESSAGE_ID, message.id().toString());
      span.setAttribute(SpanNames.BODY_SIZE, (long) message.payload().size());
    }
    return span;
  }

  private SpanBuilder like(SpanTemplates.Template template, SpanKind kind) {
    return tracer
        .spanBuilder(template.spanName())
        .setSpanKind(kind)
        .setAllAttributes(template.attributes());
  }

  /** The queue that all of them go to; empty when they do not go to one. */
  private static String destination(List<TaskMessage> messages) {
    List<String> queues = messages.stream().map(TaskMessage::queue).distinct().limit(2).toList();
    return queues.size() == 1 ? queues.get(0) : "";
  }

  private TaskMessage carrying(TaskMessage message, Context context) {
    Map<String, String> headers = new HashMap<>(message.headers());
    propagator.inject(context, headers, Map::put);
    return message.toBuilder().headers(headers).build();
  }

  private static void failed(Span span, Throwable thrown) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(SpanNames.ERROR_TYPE, thrown.getClass().getName());
    span.recordException(thrown);
  }
}
