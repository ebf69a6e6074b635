package io.tasks4j.codec;

import io.tasks4j.TaskSerializationException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson: records, java.time and collections as they are, unknown properties ignored.
 *
 * <p>Polymorphic typing is off, so a payload that names a Java class is inert text.
 */
public final class JacksonCodec implements PayloadCodec {
  private final JsonMapper mapper;

  // One for each type of payload and result: making them costs more than using them.
  private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
  private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

  /** A codec with the library's mapper. */
  public JacksonCodec() {
    this(
        JsonMapper.builder()
            // A worker of an older release meets payloads of a newer producer.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build());
  }

  /** A codec with a mapper of your own. */
  public JacksonCodec(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public byte[] encode(@Nullable Object value, Type type) {
    try {
      return writers
          .computeIfAbsent(type, t -> mapper.writerFor(mapper.constructType(t)))
          .writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new TaskSerializationException(
          "a value of " + type.getTypeName() + " cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Object decode(byte[] bytes, Type type) {
    try {
      return readers
          .computeIfAbsent(type, t -> mapper.readerFor(mapper.constructType(t)))
          .readValue(bytes);
    } catch (JacksonException e) {
      throw new TaskSerializationException(
          "these bytes are no JSON of " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
    }
  }
}
