package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskQuery;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which tasks. */
final class TaskFilter {
  @Option(
      names = "--status",
      split = ",",
      paramLabel = "STATUS",
      description = "Only of these: ${COMPLETION-CANDIDATES}; separated by commas.")
  private Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Only of this queue.")
  private Optional<String> queue;

  @Option(names = "--name", paramLabel = "NAME", description = "Only of this task name.")
  private Optional<String> name;

  boolean isSet() {
    return !statuses.isEmpty() || queue.isPresent() || name.isPresent();
  }

  /** The query, of {@code otherwise} when no status was named. */
  TaskQuery query(Set<TaskStatus> otherwise) {
    TaskQuery query = TaskQuery.all().statuses(statuses.isEmpty() ? otherwise : statuses);
    query = queue.isPresent() ? query.queue(queue.get()) : query;
    return name.isPresent() ? query.name(name.get()) : query;
  }
}
