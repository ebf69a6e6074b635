package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "dead",
    description = "Dead letters, and what they died of. To put them back, see requeue.",
    mixinStandardHelpOptions = true)
final class DeadCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Only of this queue.")
  private Optional<String> queueName;

  @Option(names = "--name", paramLabel = "NAME", description = "Only of this task name.")
  private Optional<String> name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw session.usage("--limit must be 1 or more, but is " + limit);
    }
    TaskQuery query = TaskQuery.of(TaskStatus.FAILURE);
    query = queueName.isPresent() ? query.queue(queueName.get()) : query;
    query = name.isPresent() ? query.name(name.get()) : query;
    try (TaskQueue queue = session.open()) {
      ListingPrinter.printDead(session.output(), ListingPrinter.read(queue.admin(), query, limit));
    }
    return ExitCode.OK;
  }
}
