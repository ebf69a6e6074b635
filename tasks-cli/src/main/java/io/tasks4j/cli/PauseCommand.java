package io.tasks4j.cli;

import io.tasks4j.queue.TaskQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "pause",
    description = "Stops handing out tasks of queues, for all workers and over restarts.",
    mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Names of queues.")
  private List<String> names;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      names.forEach(name -> queue.admin().pause(name, true));
    }
    if (session.output().json()) {
      session.output().json(Map.of("paused", names));
    } else {
      session.output().line("paused " + String.join(", ", names));
    }
    return ExitCode.OK;
  }
}
