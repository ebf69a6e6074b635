package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.dashboard.view.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a graph from left to right, as links to its tasks. */
final class GraphPicture {
  private static final int WIDTH = 168;
  private static final int HEIGHT = 46;
  private static final int GAP_X = 44;
  private static final int GAP_Y = 14;
  private static final int EDGE = 4;
  private static final int MOST_LABEL = 22;

  private record Place(int x, int y) {}

  private GraphPicture() {}

  static void draw(Html html, Call call, Graph graph, TaskId self) {
    List<List<Graph.Node>> columns = graph.columns();
    int rows = columns.stream().mapToInt(List::size).max().orElse(0);
    int width = columns.size() * (WIDTH + GAP_X) - GAP_X + 2 * EDGE;
    int height = rows * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE;
    Map<TaskId, Place> places = new HashMap<>();
    for (int column = 0; column < columns.size(); column++) {
      List<Graph.Node> nodes = columns.get(column);
      // Short columns stand in the middle.
      int top = (rows - nodes.size()) * (HEIGHT + GAP_Y) / 2 + EDGE;
      for (int row = 0; row < nodes.size(); row++) {
        int x = column * (WIDTH + GAP_X) + EDGE;
        places.put(nodes.get(row).id(), new Place(x, top + row * (HEIGHT + GAP_Y)));
      }
    }
    html.tag("div", "class", "graph", "tabindex", "0", "role", "group", "aria-label", "Parts");
    html.tag(
        "svg",
        "width",
        String.valueOf(width),
        "height",
        String.valueOf(height),
        "viewBox",
        "0 0 " + width + " " + height);
    graph.edges().forEach(edge -> edge(html, places, edge));
    graph.nodes().forEach(node -> node(html, call, places, node, self));
    html.end().end();
  }

  private static void edge(Html html, Map<TaskId, Place> places, Graph.Edge edge) {
    Place from = places.get(edge.from());
    Place to = places.get(edge.to());
    if (from == null || to == null) {
      return;
    }
    int x1 = from.x() + WIDTH;
    int y1 = from.y() + HEIGHT / 2;
    int x2 = to.x();
    int y2 = to.y() + HEIGHT / 2;
    int middle = (x1 + x2) / 2;
    html.tag(
        "path",
        "class",
        "edge",
        "d",
        "M%d %d C%d %d %d %d %d %d".formatted(x1, y1, middle, y1, middle, y2, x2, y2));
    html.end();
  }

  private static void node(
      Html html, Call call, Map<TaskId, Place> places, Graph.Node node, TaskId self) {
    Place place = places.getOrDefault(node.id(), new Place(0, 0));
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
        String.valueOf(place.x()),
        "y",
        String.valueOf(place.y()),
        "width",
        String.valueOf(WIDTH),
        "height",
        String.valueOf(HEIGHT),
        "rx",
        "6");
    html.end();
    text(html, "label", place.x() + 12, place.y() + 20, Texts.brief(node.label(), MOST_LABEL));
    text(html, "state", place.x() + 12, place.y() + 36, node.status().name());
    html.end();
  }

  private static void text(Html html, String kind, int x, int y, String text) {
    html.leaf("text", text, "class", kind, "x", String.valueOf(x), "y", String.valueOf(y));
  }
}
