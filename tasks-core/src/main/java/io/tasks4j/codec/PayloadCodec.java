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

  /**
   * Writes a payload or result of tasks called {@code task}; this is what the library calls. By
   * default the name makes no difference.
   *
   * @throws io.tasks4j.TaskSerializationException when it cannot be written
   */
  default byte[] encode(@Nullable Object value, Type type, String task) {
    return encode(value, type);
  }

  /**
   * Reads what {@link #encode(Object, Type, String)} wrote for the same {@code task}.
   *
   * @throws io.tasks4j.TaskSerializationException when the bytes are no such value, or are of
   *     another task and this codec binds them to it
   */
  default @Nullable Object decode(byte[] bytes, Type type, String task) {
    return decode(bytes, type);
  }
}
