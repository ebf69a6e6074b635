package io.tasks4j.codec;

import io.tasks4j.TaskSerializationException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson: records, java.time and collections as they are, unknown properties ignored.
 *
 * <p>Polymorphic typing is off, so a payload that names a Java class is inert text.
 */
public final class JacksonCodec implements PayloadCodec {
  private final JsonMapper mapper;

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
      return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new TaskSerializationException(
          "a value of " + type.getTypeName() + " cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Object decode(byte[] bytes, Type type) {
    try {
      return mapper.readValue(bytes, mapper.constructType(type));
    } catch (JacksonException e) {
      throw new TaskSerializationException(
          "these bytes are no JSON of " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
    }
  }
}
