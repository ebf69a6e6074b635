package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.dashboard.view.WorkerView;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "workers",
    description = {
      "Workers that hold tasks at present, and what they hold.",
      "A worker without a task is not known to the store, and not shown."
    },
    mixinStandardHelpOptions = true)
final class WorkersCommand implements Callable<Integer> {
  @Mixin private StoreSession session;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      TaskQuery running = TaskQuery.of(TaskStatus.RUNNING);
      List<WorkerView> workers =
          WorkerView.of(ListingPrinter.read(queue.admin(), running, Integer.MAX_VALUE));
      CommandOutput output = session.output();
      if (output.json()) {
        output.json(workers.stream().map(JsonMembers::worker).toList());
      } else {
        output.table(
            List.of("WORKER", "TASKS#", "LONGEST SINCE", "QUEUES"),
            workers.stream()
                .map(
                    w ->
                        List.of(
                            w.name(),
                            String.valueOf(w.tasks().size()),
                            CommandOutput.time(w.longestSince()),
                            String.join(", ", w.queues())))
                .toList());
      }
    }
    return ExitCode.OK;
  }
}
