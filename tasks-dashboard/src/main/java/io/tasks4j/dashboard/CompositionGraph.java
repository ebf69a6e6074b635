package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tasks of a chain, group or workflow, and who waits for whom.
 *
 * @param nodes the tasks
 * @param edges from a task to one that waits for it
 * @param left how many parts were left out
 */
record CompositionGraph(List<Node> nodes, List<Edge> edges, int left) {
  CompositionGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /**
   * One task.
   *
   * @param id the task
   * @param label what it is called
   * @param status where it stands
   * @param index which part it is, from 0
   */
  record Node(TaskId id, String label, TaskStatus status, int index) {}

  /** A task, and one that waits for it. */
  record Edge(TaskId from, TaskId to) {}

  /** The nodes by columns: each is in a column behind all that it waits for. */
  List<List<Node>> columns() {
    Map<TaskId, Integer> column = new LinkedHashMap<>();
    nodes.forEach(node -> column.put(node.id(), 0));
    // The longest way from a beginning; a way has no more edges than there are nodes.
    boolean changed = true;
    for (int i = 0; changed && i < nodes.size(); i++) {
      changed = false;
      for (Edge edge : edges) {
        Integer from = column.get(edge.from());
        Integer to = column.get(edge.to());
        if (from != null && to != null && to <= from) {
          column.put(edge.to(), from + 1);
          changed = true;
        }
      }
    }
    Map<Integer, List<Node>> byColumn = new HashMap<>();
    int last = 0;
    for (Node node : nodes) {
      int at = Math.min(column.getOrDefault(node.id(), 0), nodes.size());
      byColumn.computeIfAbsent(at, c -> new ArrayList<>()).add(node);
      last = Math.max(last, at);
    }
    List<List<Node>> columns = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      columns.add(byColumn.getOrDefault(i, List.of()));
    }
    return columns;
  }
}
