package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks were cancelled before they were released, so that what is bound to them need not run.
 * For one transaction, in which nobody else can cancel. Not thread-safe.
 */
final class GivenUp {
  private final PreparedStatements sql;
  private final Map<UUID, Boolean> looked = new HashMap<>();

  GivenUp(PreparedStatements sql) {
    this.sql = sql;
  }

  /** Who alone needed a task with these links, and was given up. */
  Optional<UUID> of(byte @Nullable [] links) throws SQLException {
    for (DependantLinks.Link link : DependantLinks.decode(links)) {
      if (link.binding() && isGivenUp(link.id())) {
        return Optional.of(link.id());
      }
    }
    return Optional.empty();
  }

  private boolean isGivenUp(UUID id) throws SQLException {
    Boolean known = looked.get(id);
    if (known == null) {
      known = sql.exists(JoinSql.WAS_GIVEN_UP, PreparedStatements.bytes(id));
      looked.put(id, known);
    }
    return known;
  }
}
