package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Payload;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claims that end well, many of them by one statement. */
final class Successes {
  private Successes() {}

  private record Key(UUID id, long token) {}

  /**
   * Settles at most {@link Sql#MOST_ROWS} successes; says of each whether its claim was still held.
   * Of two of one claim the first counts.
   */
  static List<Boolean> settle(Tx tx, List<Settler.Encoded> successes) throws SQLException {
    List<Key> keys = new ArrayList<>(successes.size());
    @Nullable Object[] values = new Object[1 + Sql.SUCCESS_COLUMNS * successes.size()];
    values[0] = tx.now();
    int i = 1;
    for (Settler.Encoded each : successes) {
      Claim claim = each.settlement().claim();
      keys.add(new Key(claim.id().value(), claim.token()));
      @Nullable Payload result =
          ((Outcome.Success) each.settlement().outcome()).result().orElse(null);
      values[i++] = Statements.bytes(claim.id().value());
      values[i++] = claim.token();
      values[i++] = result == null ? null : result.contentType();
      values[i++] = result == null ? null : result.bytes();
    }
    Set<Key> held = new HashSet<>();
    try (ResultSet row = tx.sql().query(Sql.SUCCEED.get(successes.size()), values)) {
      while (row.next()) {
        UUID id = Statements.uuid(row.getBytes(1));
        held.add(new Key(id, row.getLong(2)));
        tx.ended(new TaskId(id), row.getLong(3), row.getBytes(4), true);
      }
    }
    return keys.stream().map(held::remove).toList();
  }
}
