package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.dashboard.view.DisplayTexts;
import java.util.List;
import java.util.Locale;

/** Draws a graph from left to right, as links to its tasks. */
final class GraphPicture {
  private static final int WIDTH = 168;
  private static final int HEIGHT = 46;
  private static final int GAP_X = 44;
  private static final int GAP_Y = 14;
  private static final int EDGE = 4;
  private static final int MOST_LABEL = 22;

  private GraphPicture() {}

  static void draw(HtmlBuilder html, AdmittedRequest call, CompositionGraph graph, TaskId self) {
    GraphLayout layout = new GraphLayout(graph);
    int width = layout.width() * (WIDTH + GAP_X) - GAP_X + 2 * EDGE;
    int height = layout.height() * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE;
    html.tag("div", "class", "graph", "tabindex", "0", "role", "group", "aria-label", "Parts");
    html.tag(
        "svg",
        "width",
        String.valueOf(width),
        "height",
        String.valueOf(height),
        "viewBox",
        "0 0 " + width + " " + height);
    layout.ways().forEach(way -> edge(html, way.places()));
    graph.nodes().forEach(node -> node(html, call, node, layout.place(node.id()), self));
    html.end().end();
  }

  private static int x(GraphLayout.Place place) {
    return place.column() * (WIDTH + GAP_X) + EDGE;
  }

  private static int y(GraphLayout.Place place) {
    return (int) Math.round(place.row() * (HEIGHT + GAP_Y)) + EDGE;
  }

  private static void edge(HtmlBuilder html, List<GraphLayout.Place> places) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i + 1 < places.size(); i++) {
      int x1 = x(places.get(i)) + WIDTH;
      int y1 = y(places.get(i)) + HEIGHT / 2;
      int x2 = x(places.get(i + 1));
      int y2 = y(places.get(i + 1)) + HEIGHT / 2;
      int middle = (x1 + x2) / 2;
      // A place between is crossed straight on.
      path.append(
          i == 0
              ? String.format(Locale.ROOT, "M%d %d", x1, y1)
              : String.format(Locale.ROOT, "H%d", x1));
      path.append(String.format(Locale.ROOT, "C%d %d %d %d %d %d", middle, y1, middle, y2, x2, y2));
    }
    html.tag("path", "class", "edge", "d", path.toString()).end();
  }

  private static void node(
      HtmlBuilder html,
      AdmittedRequest call,
      CompositionGraph.Node node,
      GraphLayout.Place place,
      TaskId self) {
    String kind = "node " + node.status().name().toLowerCase(Locale.ROOT);
    html.tag(
        "a",
        "href",
        call.link("/tasks/" + node.id()),
        "class",
        node.id().equals(self) ? kind + " self" : kind);
    html.leaf("title", node.label() + ": " + node.status());
    html.tag(
        "rect",
        "x",
        String.valueOf(x(place)),
        "y",
        String.valueOf(y(place)),
        "width",
        String.valueOf(WIDTH),
        "height",
        String.valueOf(HEIGHT),
        "rx",
        "6");
    html.end();
    text(html, "label", x(place) + 12, y(place) + 20, DisplayTexts.brief(node.label(), MOST_LABEL));
    text(html, "state", x(place) + 12, y(place) + 36, node.status().name());
    html.end();
  }

  private static void text(HtmlBuilder html, String kind, int x, int y, String text) {
    html.leaf("text", text, "class", kind, "x", String.valueOf(x), "y", String.valueOf(y));
  }
}
