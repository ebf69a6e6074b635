package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.TaskId;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class JdbcRules extends Rules {
  JdbcRules(BackendContract contract) {
    super(contract);
  }

  private boolean lacksJdbc() {
    if (has(Capability.JDBC_TRANSACTION)) {
      return false;
    }
    assertRefuses();
    return true;
  }

  /** Whatever the connection: nobody has one to give. */
  @SuppressWarnings("NullAway")
  private void assertRefuses() {
    assertThrows(UnsupportedCapabilityException.class, () -> enqueue(null, message().build()));
  }

  private Connection transaction() throws Exception {
    Connection connection = contract().connection();
    connection.setAutoCommit(false);
    return connection;
  }

  private List<EnqueueResult> enqueue(Connection connection, TaskMessage message) {
    return backend().enqueue(connection, List.of(message));
  }

  @Test
  @DisplayName("JDBC-1: a task exists when its transaction commits, not before")
  void commit() throws Exception {
    if (lacksJdbc()) {
      return;
    }
    TaskMessage message = message().build();
    try (Connection connection = transaction()) {
      assertEquals(List.of(new EnqueueResult(message.id(), true)), enqueue(connection, message));
      assertEquals(Optional.empty(), admin().find(message.id()));
      connection.commit();
    }

    assertEquals(List.of(message.id()), ids(claim(10)));
  }

  @Test
  @DisplayName("JDBC-2: a task of a transaction that is rolled back never existed")
  void rollback() throws Exception {
    if (lacksJdbc()) {
      return;
    }
    TaskMessage message = message().build();
    try (Connection connection = transaction()) {
      enqueue(connection, message);
      connection.rollback();
    }

    assertEquals(Optional.empty(), admin().find(message.id()));
    assertNothingReady();
  }

  @Test
  @DisplayName("JDBC-3: a commit wakes a waiting claim")
  void wake() throws Exception {
    if (lacksJdbc()) {
      return;
    }
    TaskId id;
    Threads.Call<Claims> call =
        Threads.startWaiting(() -> backend().claim(request().maxWait(patience().multipliedBy(4))));
    try (Connection connection = transaction()) {
      id = enqueue(connection, message().build()).get(0).id();
      connection.commit();
    }

    assertEquals(List.of(id), ids(call.get(patience()).claims()));
  }
}
