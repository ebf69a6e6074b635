package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.result.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads how a parent ended, as {@code join.lua} keeps it. */
final class StoredArrival {
  /** A letter for the status, then the id. */
  private static final int HEAD = 23;

  private StoredArrival() {}

  /**
   * How a parent ended.
   *
   * @throws io.tasks4j.TaskSerializationException when it cannot be read
   */
  static Arrival read(int slot, byte[] value) {
    return StoredTask.reading(() -> arrival(slot, value));
  }

  private static Arrival arrival(int slot, byte[] value) {
    int end = StoredTask.lineEnd(value);
    String head = new String(value, 0, end, StandardCharsets.UTF_8);
    byte[] rest = Arrays.copyOfRange(value, end + 1, value.length);
    // After the name of one that failed is when that was.
    String name = head.substring(HEAD).split(" ", 2)[0];
    TaskStatus status = StoredTask.status(head.substring(0, 1), true);
    boolean succeeded = status == TaskStatus.SUCCESS;
    Optional<Payload> result =
        succeeded && rest.length > 0 ? Optional.of(StoredTask.payload(rest)) : Optional.empty();
    Optional<TaskError> error =
        !succeeded && rest.length > 0 ? StoredError.read(rest, name) : Optional.empty();
    return new Arrival(slot, ShortIds.decode(head.substring(1, HEAD)), name, status, result, error);
  }
}
