package io.tasks4j.backend;

import io.tasks4j.message.TaskMessage;
import java.sql.Connection;
import java.util.List;

/** Of backends with {@link Capability#JDBC_TRANSACTION}. */
public interface JdbcEnqueue {
  /**
   * Stores messages through the application's own connection: they exist when, and only when, its
   * transaction commits.
   *
   * @return one result for each message, in order
   * @throws IllegalArgumentException when the connection leads to another store than this backend's
   */
  List<EnqueueResult> enqueue(Connection connection, List<TaskMessage> messages);
}
