package io.tasks4j.cli;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which tasks to change: named one by one, or all of a filter. */
final class TaskSelection {
  @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of tasks.")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "All tasks, or all that the filters leave.")
  private boolean all;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Mixin private TaskFilter filter;

  boolean all() {
    return all;
  }

  boolean yes() {
    return yes;
  }

  /** Their ids as of now: what comes meanwhile is not meant. */
  List<TaskId> resolve(TaskAdmin admin, Set<TaskStatus> otherwise, StoreSession session) {
    if (all == !ids.isEmpty()) {
      throw session.usage("name tasks by their ids, or say --all");
    }
    if (!all && filter.isSet()) {
      throw session.usage("--status, --queue and --name go with --all");
    }
    return all
        ? ListingPrinter.ids(admin, filter.query(otherwise))
        : ids.stream().map(TaskId::parse).distinct().toList();
  }
}
