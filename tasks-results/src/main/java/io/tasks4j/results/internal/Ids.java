package io.tasks4j.results.internal;

import io.tasks4j.TaskId;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids as stores write them. */
public final class Ids {
  private Ids() {}

  /** The 16 bytes of an id. */
  public static byte[] bytes(TaskId id) {
    UUID uuid = id.value();
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
