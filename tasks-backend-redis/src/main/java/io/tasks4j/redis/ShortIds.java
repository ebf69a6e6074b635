package io.tasks4j.redis;

import io.tasks4j.TaskId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Ids and unique keys as the keys of Redis have them: short, since each task has several. */
final class ShortIds {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private ShortIds() {}

  /** 22 letters, digits, {@code -} and {@code _}. */
  static String encode(TaskId id) {
    UUID value = id.value();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    return ENCODER.encodeToString(bytes.array());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException when it is no id
   */
  static TaskId decode(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (bytes.length != 16) {
      throw new IllegalArgumentException("no id: '" + text + "'");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new TaskId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /** The first 128 bits of the SHA-256 of a unique key. */
  static String digest(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return ENCODER.encodeToString(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
