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
   * Fails when values of {@code type} would not come back as they are. Asked for payloads and
   * results before a task is enqueued, so it must be quick for a type that was asked for before. By
   * default nothing is found wrong.
   *
   * @throws io.tasks4j.TaskSerializationException naming the member that would not
   */
  default void check(Type type) {}

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
