package io.tasks4j.dashboard.view;

import io.tasks4j.result.TaskMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A worker that holds tasks; one without a task is not known to the store.
 *
 * @param name its name
 * @param tasks what it holds
 * @param longestSince since when it has held the one that it has held longest
 * @param queues of its tasks
 */
public record WorkerView(
    String name,
    List<TaskMetadata> tasks,
    Optional<Instant> longestSince,
    SortedSet<String> queues) {
  /** The workers that hold these running tasks, by name. */
  public static List<WorkerView> of(List<TaskMetadata> running) {
    return running.stream()
        .collect(Collectors.groupingBy(TaskMetadata::worker, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            e ->
                new WorkerView(
                    e.getKey(), e.getValue(), longest(e.getValue()), names(e.getValue())))
        .toList();
  }

  private static Optional<Instant> longest(List<TaskMetadata> tasks) {
    return tasks.stream().flatMap(task -> task.startedAt().stream()).min(Instant::compareTo);
  }

  private static SortedSet<String> names(List<TaskMetadata> tasks) {
    return tasks.stream()
        .map(task -> task.message().queue())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
