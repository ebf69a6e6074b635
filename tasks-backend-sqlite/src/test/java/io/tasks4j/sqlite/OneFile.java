package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.LEASE;
import static io.tasks4j.sqlite.Fixtures.claim;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.result.TaskMetadata;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on one file each, by a clock that they turn. */
abstract class OneFile {
  final ManualClock clock = new ManualClock();
  @TempDir Path folder;
  SqliteBackend backend;

  @BeforeEach
  void open() {
    backend = open(BackendSettings.defaults());
  }

  @AfterEach
  void close() {
    backend.close();
  }

  final SqliteBackend open(BackendSettings settings) {
    return SqliteBackend.open(
        folder.resolve("tasks.db"), SqliteConfig.defaults().settings(settings.clock(clock)));
  }

  final TaskMetadata find(TaskId id) {
    return backend.admin().find(id).orElseThrow();
  }

  final List<Boolean> settle(Claim claim, Outcome outcome) {
    return backend.settle(List.of(Settlement.of(claim, outcome)));
  }

  final List<ClaimState> renew(Claim claim) {
    return backend.renew(List.of(new Renewal(claim, Optional.empty())), LEASE);
  }
}
