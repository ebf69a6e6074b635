package io.tasks4j.dashboard;

import io.tasks4j.result.Throughput;
import java.util.List;
import java.util.Locale;

/** What ended in each minute, as bars. */
final class MinuteChart {
  private static final int BAR = 10;
  private static final int HEIGHT = 120;

  private MinuteChart() {}

  static void draw(HtmlBuilder html, List<Throughput> minutes, PageLayout layout) {
    long most = minutes.stream().mapToLong(m -> m.finished() + m.dead()).max().orElse(0);
    long top = niceTop(most);
    long finished = minutes.stream().mapToLong(Throughput::finished).sum();
    long dead = minutes.stream().mapToLong(Throughput::dead).sum();
    html.tag("figure", "class", "chart");
    html.tag("figcaption");
    html.leaf("strong", "Ended in the last hour");
    html.leaf("span", PageLayout.number(finished) + " finished", "class", "key finished");
    html.leaf("span", PageLayout.number(dead) + " dead letters", "class", "key dead").end();
    html.tag("div", "class", "plot");
    html.leaf("span", PageLayout.number(top), "class", "top");
    html.tag(
        "svg",
        "viewBox",
        "0 0 " + minutes.size() * BAR + " " + HEIGHT,
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        "Tasks that ended in each minute of the last hour, "
            + PageLayout.number(most)
            + " at most");
    for (int i = 1; i <= 3; i++) {
      String y = String.valueOf(HEIGHT * i / 4);
      html.tag("line", "x1", "0", "x2", String.valueOf(minutes.size() * BAR), "y1", y, "y2", y);
      html.end();
    }
    for (int i = 0; i < minutes.size(); i++) {
      bar(html, minutes.get(i), i, top, layout);
    }
    html.end().end();
    html.tag("div", "class", "axis").leaf("span", "1 h ago").leaf("span", "30 min");
    html.leaf("span", "now").end().end();
  }

  private static void bar(
      HtmlBuilder html, Throughput minute, int index, long top, PageLayout layout) {
    double finished = HEIGHT * (double) minute.finished() / top;
    double dead = HEIGHT * (double) minute.dead() / top;
    html.tag("g");
    html.leaf(
        "title",
        layout.exact(minute.from()).substring(0, 16)
            + ": "
            + PageLayout.number(minute.finished())
            + " finished, "
            + PageLayout.number(minute.dead())
            + " dead letters");
    // Over the whole height, so that the title of a low bar is found too.
    rect(html, "hit", index, 0, HEIGHT);
    if (minute.finished() > 0) {
      double height = Math.max(finished, 1);
      rect(html, "finished", index, HEIGHT - height, height);
    }
    if (minute.dead() > 0) {
      double height = Math.max(dead, 2);
      rect(html, "dead", index, Math.max(0, HEIGHT - finished - height), height);
    }
    html.end();
  }

  private static void rect(HtmlBuilder html, String kind, int index, double y, double height) {
    html.tag(
        "rect",
        "class",
        kind,
        "x",
        String.valueOf(index * BAR + 1),
        "width",
        String.valueOf(BAR - 2),
        "y",
        String.format(Locale.ROOT, "%.1f", y),
        "height",
        String.format(Locale.ROOT, "%.1f", height));
    html.end();
  }

  /** The next 1, 2, 3, 4, 6 or 8 times a power of ten, so that the axis has a round end. */
  static long niceTop(long most) {
    long top = 1;
    while (top < most) {
      for (int factor : new int[] {2, 3, 4, 6, 8, 10}) {
        if (top * factor >= most) {
          return top * factor;
        }
      }
      top *= 10;
    }
    return Math.max(top, 4);
  }
}
