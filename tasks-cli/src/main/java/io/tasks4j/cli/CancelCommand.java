package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "cancel",
    description = {
      "Ends tasks that wait, and asks those that run to end; their workers interrupt them.",
      "With --all, tasks that wait, unless --status says otherwise."
    },
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
  @Mixin private StoreSession session;
  @Mixin private TaskSelection selection;

  @Override
  public Integer call() {
    return new TaskChange(
            "cancel",
            "cancelled",
            Set.of(TaskStatus.PENDING, TaskStatus.RETRY, TaskStatus.SUSPENDED),
            false,
            (admin, id) -> admin.cancel(id) != CancelResult.NOTHING)
        .apply(selection, session);
  }
}
