package io.tasks4j.cli;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Tasks, the one accepted last first.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private StoreSession session;
  @Mixin private TaskFilter filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--before", paramLabel = "ID", description = "The page after this task.")
  private Optional<String> before;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw session.usage("--limit must be 1 or more, but is " + limit);
    }
    TaskQuery query = filter.query(EnumSet.allOf(TaskStatus.class));
    query = before.isPresent() ? query.before(TaskId.parse(before.get())) : query;
    try (TaskQueue queue = session.open()) {
      ListingPrinter.print(session.output(), ListingPrinter.read(queue.admin(), query, limit));
    }
    return ExitCode.OK;
  }
}
