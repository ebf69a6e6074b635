package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ready tasks that a claim met, and that nobody needs any more. Not thread-safe. */
final class Useless {
  private final Tx tx;
  private final GivenUp givenUp;
  private final Map<Long, UUID> met = new LinkedHashMap<>();

  Useless(Tx tx) throws SQLException {
    this.tx = tx;
    this.givenUp = new GivenUp(tx.sql());
  }

  /** Takes note of a task if it is one of them. */
  boolean add(long seq, byte @Nullable [] links) throws SQLException {
    Optional<UUID> dependant = givenUp.of(links);
    dependant.ifPresent(id -> met.put(seq, id));
    return dependant.isPresent();
  }

  /** Ends them: not while the claim still reads. */
  void end() throws SQLException {
    for (Map.Entry<Long, UUID> each : met.entrySet()) {
      TaskError error =
          TaskError.notNeeded(new TaskId(each.getValue()), Instant.ofEpochMilli(tx.now()));
      byte[] json = MessageCodec.encodeError(error);
      try (ResultSet row = tx.sql().query(JoinSql.END_USELESS, each.getKey(), tx.now(), json)) {
        if (row.next()) {
          tx.ended(
              new TaskId(Statements.uuid(row.getBytes(1))), each.getKey(), row.getBytes(2), false);
        }
      }
    }
  }
}
