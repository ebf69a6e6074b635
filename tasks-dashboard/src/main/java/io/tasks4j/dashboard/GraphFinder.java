package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the other parts of a whole. Those of a chain and of a group have ids that can be told;
 * those of a workflow are followed from what is known: to those that wait, and back to those that
 * have ended.
 */
final class GraphFinder {
  private static final int MOST_NODES = 60;
  private static final int MOST_MEMBERS = 12;
  private static final int MOST_FAILED = 4;
  private static final int MOST_ARRIVALS = 200;

  private final DashboardData store;

  GraphFinder(DashboardData store) {
    this.store = store;
  }

  /** The whole that a part is of, as far as it is drawn. */
  CompositionGraph find(CompositionPart part, TaskId self) {
    Deque<TaskId> open = new ArrayDeque<>(seeds(part, self));
    Set<TaskId> seen = new LinkedHashSet<>(open);
    Map<TaskId, TaskMetadata> found = new LinkedHashMap<>();
    boolean follow = part.kind() == CompositionPart.Kind.WORKFLOW;
    while (!open.isEmpty() && found.size() < MOST_NODES) {
      TaskId id = open.remove();
      Optional<TaskMetadata> task = store.find(id);
      task.ifPresent(t -> found.put(id, t));
      if (follow && task.isPresent()) {
        neighbours(task.get()).stream().filter(seen::add).forEach(open::add);
      }
    }
    return graph(part, found);
  }

  private Set<TaskId> seeds(CompositionPart part, TaskId self) {
    Set<TaskId> seeds = new LinkedHashSet<>(List.of(self, part.whole()));
    int count = part.count();
    switch (part.kind()) {
      case CHAIN -> {
        // The steps around this one, in a chain that is too long to draw.
        int first = Math.max(1, Math.min(part.index() - MOST_NODES / 2, count - MOST_NODES));
        for (int i = first; i < Math.min(count, first + MOST_NODES); i++) {
          seeds.add(CompositionPart.idOf(part.whole(), Integer.toString(i)));
        }
        seeds.add(CompositionPart.idOf(part.whole(), "error"));
      }
      case GROUP -> {
        store.results().arrivals(part.whole(), 0, MOST_ARRIVALS).stream()
            .filter(arrival -> arrival.status() != TaskStatus.SUCCESS)
            .limit(MOST_FAILED)
            .forEach(arrival -> seeds.add(arrival.parent()));
        for (int i = 0; i < Math.min(count, MOST_MEMBERS); i++) {
          seeds.add(CompositionPart.idOf(part.whole(), Integer.toString(i)));
        }
      }
      case WORKFLOW -> {}
    }
    return seeds;
  }

  private List<TaskId> neighbours(TaskMetadata task) {
    List<TaskId> ids = new ArrayList<>();
    task.message().dependants().stream().map(Dependant::id).forEach(ids::add);
    if (task.message().join().isPresent()) {
      store.results().arrivals(task.id(), 0, MOST_ARRIVALS).stream()
          .map(Arrival::parent)
          .forEach(ids::add);
    }
    return ids;
  }

  private static CompositionGraph graph(CompositionPart part, Map<TaskId, TaskMetadata> found) {
    List<CompositionGraph.Node> nodes =
        found.values().stream()
            .map(task -> node(part, task))
            .sorted(Comparator.comparingInt(CompositionGraph.Node::index))
            .toList();
    List<CompositionGraph.Edge> edges = new ArrayList<>();
    for (TaskMetadata task : found.values()) {
      List<Dependant> dependants = task.message().dependants();
      for (Dependant dependant : dependants) {
        // All steps of a workflow lead to its end; only those that lead nowhere else are drawn so.
        boolean clear = dependants.size() == 1 || !dependant.id().equals(part.whole());
        if (clear && found.containsKey(dependant.id())) {
          edges.add(new CompositionGraph.Edge(task.id(), dependant.id()));
        }
      }
    }
    long drawn = nodes.stream().filter(node -> node.index() < part.count()).count();
    return new CompositionGraph(nodes, edges, (int) Math.max(0, part.count() - drawn));
  }

  private static CompositionGraph.Node node(CompositionPart part, TaskMetadata task) {
    Optional<CompositionPart> own =
        task.message().part().filter(p -> p.whole().equals(part.whole()));
    boolean gate = task.message().join().filter(join -> join.gate()).isPresent();
    String label = task.message().name();
    if (gate) {
      label = "the end";
    } else if (part.kind() == CompositionPart.Kind.WORKFLOW) {
      label = own.map(CompositionPart::step).orElse(label);
    }
    return new CompositionGraph.Node(
        task.id(), label, task.status(), own.map(CompositionPart::index).orElse(0));
  }
}
