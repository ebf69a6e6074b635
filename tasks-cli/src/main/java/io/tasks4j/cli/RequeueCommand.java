package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "requeue",
    aliases = "retry",
    description = {
      "Puts dead letters and cancelled tasks back, due at once, with all retries before them.",
      "With --all, dead letters alone unless --status says otherwise."
    },
    mixinStandardHelpOptions = true)
final class RequeueCommand implements Callable<Integer> {
  @Mixin private StoreSession session;
  @Mixin private TaskSelection selection;

  @Override
  public Integer call() {
    return new TaskChange(
            "requeue", "requeued", Set.of(TaskStatus.FAILURE), false, TaskAdmin::requeue)
        .apply(selection, session);
  }
}
