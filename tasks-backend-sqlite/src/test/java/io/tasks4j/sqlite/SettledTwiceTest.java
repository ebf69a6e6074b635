package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One claim twice in a batch, as when a worker gives it back while its task ends. */
class SettledTwiceTest {
  @Test
  void of_two_successes_of_one_claim_the_result_of_the_first_is_kept(@TempDir Path folder) {
    try (SqliteBackend backend = SqliteBackend.open(folder.resolve("tasks.db"))) {
      backend.enqueue(Fixtures.tasks(1));
      Claim claim = Fixtures.claim(backend, 1).get(0);

      assertEquals(
          List.of(true, false), backend.settle(List.of(success(claim, "1"), success(claim, "2"))));
      assertEquals(
          Optional.of(Payload.json("1")), backend.results().find(claim.id()).orElseThrow().value());
    }
  }

  private static Settlement success(Claim claim, String json) {
    return Settlement.of(claim, new Outcome.Success(Optional.of(Payload.json(json))));
  }
}
