package io.tasks4j.webhook;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Sends one webhook: one attempt of its task is one request, and its redirects. */
final class DeliverWebhook implements Task<WebhookDelivery, Integer> {
  private static final int MOST_REDIRECTS = 3;
  private static final long LONGEST_WAIT = 3_600;

  private final TaskType<WebhookDelivery, Integer> type;
  private final Map<String, WebhookEndpoint> endpoints;
  private final HttpPost http;
  private final InstantSource clock;

  DeliverWebhook(
      TaskType<WebhookDelivery, Integer> type,
      Map<String, WebhookEndpoint> endpoints,
      HttpPost http,
      InstantSource clock) {
    this.type = type;
    this.endpoints = endpoints;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public TaskType<WebhookDelivery, Integer> type() {
    return type;
  }

  /** The status of the answer. */
  @Override
  public Integer execute(WebhookDelivery delivery, TaskContext context) throws IOException {
    WebhookEndpoint endpoint = endpoints.get(delivery.endpoint());
    if (endpoint == null) {
      // Another process may know it, during a deploy.
      throw new IOException("no webhook endpoint '" + delivery.endpoint() + "' is known here");
    }
    byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
    try {
      HttpPost.Answer answer = send(endpoint, context.id().toString(), body);
      return judge(answer, endpoint, context);
    } catch (RefusedAddressException e) {
      throw context.giveUp(String.valueOf(e.getMessage()), e);
    }
  }

  private HttpPost.Answer send(WebhookEndpoint endpoint, String id, byte[] body)
      throws IOException {
    long second = clock.instant().getEpochSecond();
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/json",
            "User-Agent",
            "tasks4j",
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(second),
            "webhook-signature",
            endpoint.signature().sign(id, second, body));
    URI uri = endpoint.uri();
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpPost.Answer answer = http.send(uri, headers, body);
      Optional<URI> next = redirect(uri, answer);
      if (next.isEmpty()) {
        return answer;
      }
      uri = next.get();
    }
    throw new IOException(
        endpoint.uri().getHost() + " redirects more than " + MOST_REDIRECTS + " times");
  }

  /** Where the same request is to be sent; other redirects would drop its body. */
  private static Optional<URI> redirect(URI from, HttpPost.Answer answer) throws IOException {
    String location = answer.headers().get("location");
    if ((answer.status() != 307 && answer.status() != 308) || location == null) {
      return Optional.empty();
    }
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException(from.getHost() + " redirects to what is no address", e);
    }
    if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
      throw new RefusedAddressException(
          from.getHost() + " redirects from https to " + to.getScheme());
    }
    return Optional.of(to);
  }

  private static Integer judge(
      HttpPost.Answer answer, WebhookEndpoint endpoint, TaskContext context) throws IOException {
    int status = answer.status();
    String host = endpoint.uri().getHost();
    if (status >= 200 && status < 300) {
      return status;
    }
    IOException failure = new IOException(host + " answers " + status);
    if (status == 410) {
      throw context.giveUp(host + " answers 410: it wants no more webhooks", failure);
    }
    String wait = answer.headers().getOrDefault("retry-after", "");
    if ((status == 429 || status == 503) && wait.matches("\\d{1,9}")) {
      throw context.retryAfter(
          Duration.ofSeconds(Math.min(Long.parseLong(wait), LONGEST_WAIT)), failure);
    }
    throw failure;
  }
}
