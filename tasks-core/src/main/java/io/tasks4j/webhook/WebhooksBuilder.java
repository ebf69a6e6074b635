package io.tasks4j.webhook;

import io.tasks4j.TypedTask;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;

/** Collects what {@link Webhooks} need. Not thread-safe. */
public final class WebhooksBuilder {
  final TaskQueue queue;
  final Map<String, WebhookEndpoint> endpoints = new LinkedHashMap<>();
  String queueName = "webhooks";
  RetryStrategy retry =
      RetryStrategy.exponentialBackoff()
          .maxRetries(10)
          .initialDelay(Duration.ofSeconds(5))
          .multiplier(3)
          .maxDelay(Duration.ofHours(1));

  private final Set<String> internalHosts = new LinkedHashSet<>();
  private Duration timeout = Duration.ofSeconds(10);
  private AddressGuard.Resolver resolver = InetAddress::getAllByName;
  private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

  WebhooksBuilder(TaskQueue queue) {
    this.queue = Objects.requireNonNull(queue, "queue");
  }

  /**
   * Adds a receiver.
   *
   * @param name by which tasks know it: 1 to 128 letters, digits, {@code . _ - : /}
   * @param address an https address; http only for hosts allowed by {@link #allowInternal}
   * @param secret {@code whsec_} and Base64 of 24 to 64 bytes; see {@link Webhooks#newSecret}
   * @param only the tasks whose ends are told; none means those of all tasks
   * @throws IllegalArgumentException when the name is taken, or a part is wrong
   */
  public WebhooksBuilder endpoint(
      String name, String address, String secret, TypedTask<?, ?>... only) {
    Names.check("endpoint name", name);
    Set<String> names =
        Arrays.stream(only).map(task -> task.type().name()).collect(Collectors.toSet());
    WebhookEndpoint endpoint =
        new WebhookEndpoint(uri(name, address), WebhookSignature.of(secret), names);
    if (endpoints.putIfAbsent(name, endpoint) != null) {
      throw new IllegalArgumentException("there are two webhook endpoints '" + name + "'");
    }
    return this;
  }

  /**
   * Lets webhooks go to these hosts whatever their addresses, and by http. By default they go to
   * public addresses alone, so that an address given by somebody else reaches nothing inside.
   */
  public WebhooksBuilder allowInternal(String... hosts) {
    for (String host : hosts) {
      internalHosts.add(host.toLowerCase(Locale.ROOT));
    }
    return this;
  }

  /**
   * How long one request may take, from 100 ms to 5 min, without the name look-up; default 10 s.
   */
  public WebhooksBuilder timeout(Duration time) {
    Durations.positive("timeout", time);
    if (time.toMillis() < 100 || time.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("timeout must be from 100 ms to 5 min, but is " + time);
    }
    timeout = time;
    return this;
  }

  /** The queue of the tasks that deliver; default {@code webhooks}. */
  public WebhooksBuilder queue(String name) {
    queueName = Names.check("queue name", name);
    return this;
  }

  /** When a delivery is tried again; default 10 retries after 5 s, 15 s and so on, up to 1 h. */
  public WebhooksBuilder retry(RetryStrategy strategy) {
    retry = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  /** Makes TLS sockets, for an authority of one's own; default that of the JVM. */
  public WebhooksBuilder tls(SSLSocketFactory factory) {
    tls = Objects.requireNonNull(factory, "factory");
    return this;
  }

  private static URI uri(String name, String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      // Without its cause, whose message shows the address, and that may hold a token.
      throw new IllegalArgumentException(
          "the address of webhook endpoint '" + name + "' is no URI");
    }
  }

  /** For tests. */
  WebhooksBuilder resolver(AddressGuard.Resolver other) {
    resolver = other;
    return this;
  }

  /**
   * The webhooks.
   *
   * @throws IllegalArgumentException when an address is not https, and its host not internal
   */
  public Webhooks build() {
    HttpPost http = new HttpPost(new AddressGuard(internalHosts, resolver), timeout, tls);
    endpoints.forEach(
        (name, endpoint) -> {
          try {
            http.check(endpoint.uri());
          } catch (RefusedAddressException e) {
            throw new IllegalArgumentException(
                "webhook endpoint '" + name + "': " + e.getMessage(), e);
          }
        });
    return new Webhooks(this, http);
  }
}
