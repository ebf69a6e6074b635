package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskResult;
import io.tasks4j.tck.faults.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A second process on the store of a test: stores one result. */
final class Child {
  private Child() {}

  public static void main(String[] args) {
    try (ResultStore results = ResultStores.openResults(args[0])) {
      results.store(result(TaskId.parse(args[1]), "\"by the child\""));
    }
  }

  static Process start(Path folder, String... args) throws IOException {
    return ChildJvm.start(folder, Child.class, args).process();
  }

  static TaskResult result(TaskId id, String json) {
    return new TaskResult(
        id,
        TaskStatus.SUCCESS,
        Optional.of(Payload.json(json)),
        Optional.empty(),
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
