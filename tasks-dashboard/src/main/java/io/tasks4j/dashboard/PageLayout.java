package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.DisplayTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What all pages have in common: the frame around them, and how times and numbers look. */
final class PageLayout {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private final String title;
  private final ZoneId zone;
  private final InstantSource clock;

  PageLayout(String title, ZoneId zone, InstantSource clock) {
    this.title = title;
    this.zone = zone;
    this.clock = clock;
  }

  /** The pages that the frame leads to. */
  enum Nav {
    OVERVIEW("/", "Overview", "o"),
    QUEUES("/queues", "Queues", "q"),
    TASKS("/tasks", "Tasks", "t"),
    DEAD("/dead", "Dead letters", "d"),
    SCHEDULES("/schedules", "Schedules", "s"),
    WORKERS("/workers", "Workers", "w"),
    /** Of pages that it does not lead to. */
    NONE("", "", "");

    private final String path;
    private final String label;
    private final String key;

    Nav(String path, String label, String key) {
      this.path = path;
      this.label = label;
      this.key = key;
    }
  }

  /** A whole page. */
  DashboardResponse page(
      AdmittedRequest call, Nav at, String heading, Consumer<HtmlBuilder> content) {
    Consumer<HtmlBuilder> navigation = html -> navigation(html, call, at);
    return call.html(frame(call.request().base(), heading, navigation, content));
  }

  /** A page for somebody who may not be let in. */
  String bare(String base, String heading, Consumer<HtmlBuilder> content) {
    return frame(base, heading, html -> {}, content);
  }

  private String frame(
      String base,
      String heading,
      Consumer<HtmlBuilder> navigation,
      Consumer<HtmlBuilder> content) {
    HtmlBuilder html = new HtmlBuilder();
    html.tag("html", "lang", "en").tag("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.leaf("title", heading + " · " + title);
    html.empty("link", "rel", "icon", "href", base + PageAssets.ICON);
    html.empty("link", "rel", "stylesheet", "href", base + PageAssets.STYLE);
    html.tag("script", "src", base + PageAssets.SCRIPT, "defer", "").end();
    html.end().tag("body", "data-base", base);
    html.leaf("a", "Skip to content", "class", "skip", "href", "#content");
    html.tag("header");
    html.leaf("a", title, "class", "brand", "href", base + "/");
    html.add(navigation).end();
    html.tag("main", "id", "content", "tabindex", "-1");
    html.leaf("h1", heading).add(content).end();
    html.tag("footer").text("Times are of zone " + zone + ". ");
    html.leaf("kbd", "?").text(" shows the keys.").end();
    return "<!doctype html>\n" + html.end().end();
  }

  private static void navigation(HtmlBuilder html, AdmittedRequest call, Nav at) {
    html.tag("nav", "aria-label", "Pages");
    for (Nav to : Nav.values()) {
      if (to != Nav.NONE && to == at) {
        html.leaf(
            "a", to.label, "href", call.link(to.path), "data-key", to.key, "aria-current", "page");
      } else if (to != Nav.NONE) {
        html.leaf("a", to.label, "href", call.link(to.path), "data-key", to.key);
      }
    }
    html.end();
    if (!call.viewer().name().isEmpty()) {
      html.leaf("span", call.viewer().name(), "class", "viewer");
    }
    if (!call.viewer().mayWrite()) {
      html.leaf("span", "read-only", "class", "viewer");
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** The time of day, with the date unless it is today's; exactly, and its age, as a hint. */
  void time(HtmlBuilder html, Instant at) {
    ZonedDateTime local = at.atZone(zone);
    boolean today = local.toLocalDate().equals(now().atZone(zone).toLocalDate());
    String text = today ? CLOCK.format(local) : DAY.format(local) + " " + CLOCK.format(local);
    html.leaf("time", text, "datetime", at.toString(), "title", exact(at) + ", " + relative(at));
  }

  void time(HtmlBuilder html, Optional<Instant> at) {
    at.ifPresentOrElse(found -> time(html, found), () -> html.text("–"));
  }

  String exact(Instant at) {
    return EXACT.format(at.atZone(zone));
  }

  /** {@code 5m 3s ago}, {@code in 12s}. */
  String relative(Instant at) {
    Duration ago = Duration.between(at, now());
    if (ago.abs().toMillis() < 1_000) {
      return "now";
    }
    return ago.isNegative()
        ? "in " + DisplayTexts.age(ago.negated())
        : DisplayTexts.age(ago) + " ago";
  }

  /** Digits in groups of three. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
