package io.tasks4j.benchmarks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.tasks4j.executor.ExecutionInterceptor;

/**
 * The least that tracing costs, whoever does it: a span is begun before a task, and ended after.
 */
public final class BareSpans {
  private BareSpans() {}

  /** An SDK as applications have it, but that its batches of spans are dropped at the end. */
  public static OpenTelemetrySdk sdk(double ratio) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(BatchSpanProcessor.builder(new DroppingExporter()).build())
                .build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  /** One span for each execution, without attributes, parent or headers. */
  public static ExecutionInterceptor of(OpenTelemetrySdk sdk) {
    Tracer tracer = sdk.getTracer("bare");
    return (context, next) -> {
      Span span = tracer.spanBuilder("bare").startSpan();
      try {
        return next.proceed();
      } finally {
        span.end();
      }
    };
  }
}
