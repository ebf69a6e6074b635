package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places the nodes of a graph in columns and rows. An edge over several columns has a place in each
 * between, so that it goes past the nodes there. Within a column, each place is where those before
 * it are on the average (K. Sugiyama and others, "Methods for visual understanding of hierarchical
 * system structures", 1981; one sweep).
 */
final class GraphLayout {
  /** Where something is; rows in halves, since short columns stand in the middle. */
  record Place(int column, double row) {}

  /** An edge, and the places it goes through. */
  record Way(CompositionGraph.Edge edge, List<Place> places) {}

  private static final class Cell {
    private final List<Cell> before = new ArrayList<>();
    private double row;
  }

  private final List<List<Cell>> columns = new ArrayList<>();
  private final Map<TaskId, Cell> cells = new HashMap<>();
  private final Map<TaskId, Integer> columnOf = new HashMap<>();
  private final List<List<Cell>> ways = new ArrayList<>();
  private final CompositionGraph graph;

  GraphLayout(CompositionGraph graph) {
    this.graph = graph;
    List<List<CompositionGraph.Node>> nodes = graph.columns();
    for (int column = 0; column < nodes.size(); column++) {
      List<Cell> all = new ArrayList<>();
      for (CompositionGraph.Node node : nodes.get(column)) {
        Cell cell = new Cell();
        all.add(cell);
        cells.put(node.id(), cell);
        columnOf.put(node.id(), column);
      }
      columns.add(all);
    }
    graph.edges().forEach(this::lead);
    place();
  }

  int width() {
    return columns.size();
  }

  int height() {
    return columns.stream().mapToInt(List::size).max().orElse(0);
  }

  Place place(TaskId id) {
    Cell cell = cells.get(id);
    Integer column = columnOf.get(id);
    if (cell == null || column == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return new Place(column, cell.row);
  }

  /** The edges, each with its places from the first node to the last. */
  List<Way> ways() {
    List<Way> all = new ArrayList<>();
    for (int i = 0; i < graph.edges().size(); i++) {
      CompositionGraph.Edge edge = graph.edges().get(i);
      int column = place(edge.from()).column();
      List<Place> places = new ArrayList<>();
      for (Cell cell : ways.get(i)) {
        places.add(new Place(column, cell.row));
        column++;
      }
      all.add(new Way(edge, places));
    }
    return all;
  }

  private void lead(CompositionGraph.Edge edge) {
    Cell from = cells.get(edge.from());
    Cell to = cells.get(edge.to());
    if (from == null || to == null) {
      throw new IllegalArgumentException("an edge without a node: " + edge);
    }
    List<Cell> way = new ArrayList<>(List.of(from));
    int last = columnOf.getOrDefault(edge.to(), 0);
    for (int column = columnOf.getOrDefault(edge.from(), 0) + 1; column < last; column++) {
      Cell between = new Cell();
      between.before.add(way.get(way.size() - 1));
      columns.get(column).add(between);
      way.add(between);
    }
    to.before.add(way.get(way.size() - 1));
    way.add(to);
    ways.add(way);
  }

  private void place() {
    for (List<Cell> column : columns) {
      column.sort(
          Comparator.comparingDouble(
              cell -> cell.before.stream().mapToDouble(b -> b.row).average().orElse(0)));
      double top = (height() - column.size()) / 2.0;
      for (int i = 0; i < column.size(); i++) {
        column.get(i).row = top + i;
      }
    }
  }
}
