package io.tasks4j.dashboard;

import io.tasks4j.queue.TaskQueue;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets up a {@link Dashboard}. Not thread-safe. */
public final class DashboardBuilder {
  private final TaskQueue queue;
  private Authenticator authenticator = Authenticator.anybody(false);
  private Set<String> hosts = Set.of();
  private Set<String> origins = Set.of();
  private String title = "Tasks";
  private ZoneId zone = ZoneId.systemDefault();
  private boolean showPayloads = true;

  DashboardBuilder(TaskQueue queue) {
    this.queue = Objects.requireNonNull(queue, "queue");
  }

  /** Who may look, and who may change things; default everybody looks, and nobody changes. */
  public DashboardBuilder authenticator(Authenticator value) {
    this.authenticator = Objects.requireNonNull(value, "authenticator");
    return this;
  }

  /**
   * The names of hosts under which it answers, without ports. Default any name; but {@link
   * DashboardServer} then answers only to addresses in digits and to {@code localhost}.
   */
  public DashboardBuilder hosts(String... names) {
    this.hosts =
        List.of(names).stream()
            .map(name -> HostNames.name(name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
    return this;
  }

  /**
   * Origins whose pages may send changes, such as {@code https://ops.example.org}; default that of
   * the request's {@code Host} header alone. Needed behind a proxy that changes that header.
   *
   * @throws IllegalArgumentException when one is no origin
   */
  public DashboardBuilder origins(String... values) {
    for (String value : values) {
      URI uri = URI.create(value);
      if (uri.getScheme() == null || uri.getHost() == null || !uri.getRawPath().isEmpty()) {
        throw new IllegalArgumentException(
            "an origin is like https://ops.example.org, but this is '" + value + "'");
      }
    }
    this.origins = Set.of(values);
    return this;
  }

  /** What the pages are called; default {@code Tasks}. */
  public DashboardBuilder title(String value) {
    this.title = Objects.requireNonNull(value, "title");
    return this;
  }

  /** The zone of the times on the pages; default the system's. */
  public DashboardBuilder zone(ZoneId value) {
    this.zone = Objects.requireNonNull(value, "zone");
    return this;
  }

  /** Whether payloads and results, which may be private, are shown; default true. */
  public DashboardBuilder showPayloads(boolean value) {
    this.showPayloads = value;
    return this;
  }

  /** The dashboard. */
  public Dashboard build() {
    return new Dashboard(queue, this);
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Set<String> hosts() {
    return hosts;
  }

  Set<String> origins() {
    return origins;
  }

  String title() {
    return title;
  }

  ZoneId zone() {
    return zone;
  }

  boolean showPayloads() {
    return showPayloads;
  }
}
