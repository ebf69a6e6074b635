package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
  @Mixin private Session session;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      TaskQuery running = TaskQuery.of(TaskStatus.RUNNING);
      Map<String, List<TaskMetadata>> workers =
          Listing.read(queue.admin(), running, Integer.MAX_VALUE).stream()
              .collect(
                  Collectors.groupingBy(TaskMetadata::worker, TreeMap::new, Collectors.toList()));
      Output output = session.output();
      if (output.json()) {
        output.json(workers.entrySet().stream().map(w -> json(w.getKey(), w.getValue())).toList());
      } else {
        output.table(
            List.of("WORKER", "TASKS#", "LONGEST SINCE", "QUEUES"),
            workers.entrySet().stream()
                .map(
                    w ->
                        List.of(
                            w.getKey(),
                            String.valueOf(w.getValue().size()),
                            Output.time(first(w.getValue())),
                            String.join(", ", queues(w.getValue()))))
                .toList());
      }
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> json(String name, List<TaskMetadata> tasks) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("worker", name);
    json.put("tasks", tasks.stream().map(task -> task.id().toString()).toList());
    first(tasks).ifPresent(at -> json.put("longestSince", at.toString()));
    json.put("queues", queues(tasks));
    return json;
  }

  private static Optional<Instant> first(List<TaskMetadata> tasks) {
    return tasks.stream().flatMap(task -> task.startedAt().stream()).min(Instant::compareTo);
  }

  private static Set<String> queues(List<TaskMetadata> tasks) {
    return tasks.stream()
        .map(task -> task.message().queue())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
