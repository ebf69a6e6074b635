package io.tasks4j.cli;

import io.tasks4j.queue.TaskQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "resume",
    description = "Hands out tasks of paused queues again.",
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Names of queues.")
  private List<String> names;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      names.forEach(name -> queue.admin().pause(name, false));
    }
    if (session.output().json()) {
      session.output().json(Map.of("resumed", names));
    } else {
      session.output().line("resumed " + String.join(", ", names));
    }
    return ExitCode.OK;
  }
}
