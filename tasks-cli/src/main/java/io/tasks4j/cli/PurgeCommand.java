package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "purge",
    description = {
      "Removes tasks for good, with their results. A running one cannot be.",
      "With --all, tasks that have ended, unless --status says otherwise."
    },
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
  @Mixin private StoreSession session;
  @Mixin private TaskSelection selection;

  @Override
  public Integer call() {
    return new TaskChange(
            "purge",
            "purged",
            Set.of(TaskStatus.SUCCESS, TaskStatus.FAILURE, TaskStatus.CANCELLED),
            true,
            TaskAdmin::purge)
        .apply(selection, session);
  }
}
