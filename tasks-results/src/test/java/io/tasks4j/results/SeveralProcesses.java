package io.tasks4j.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tasks4j.TaskId;
import io.tasks4j.result.TaskResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds over processes, on whichever store. */
@Timeout(60)
abstract class SeveralProcesses {
  @TempDir Path folder;

  /** Where the store is; the same for all processes of one test, and empty at first. */
  abstract String address();

  @Test
  void an_await_ends_when_another_process_stores() throws Exception {
    String address = address();
    TaskId id = TaskId.next();
    try (ResultStore results = ResultStores.openResults(address)) {
      Process child = Child.start(folder, address, id.toString());

      // The last look of a wait, when its time is up, proves nothing.
      Optional<TaskResult> result =
          assertTimeout(Duration.ofSeconds(15), () -> results.await(id, Duration.ofSeconds(30)));

      assertEquals("\"by the child\"", result.orElseThrow().value().orElseThrow().text());
      assertEquals(0, child.waitFor());
    }
  }
}
