package io.tasks4j.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Turns payloads and results into bytes and back. Implementations are thread-safe. */
public interface PayloadCodec {
  /** Media type of the bytes, for example {@code application/json}; travels with the task. */
  String contentType();

  /**
   * Writes {@code value}, which may be null, as {@code type}.
   *
   * @throws io.tasks4j.TaskSerializationException when it cannot be written
   */
  byte[] encode(@Nullable Object value, Type type);

  /**
   * Reads a value of {@code type}.
   *
   * @throws io.tasks4j.TaskSerializationException when the bytes are no such value
   */
  @Nullable Object decode(byte[] bytes, Type type);
}
