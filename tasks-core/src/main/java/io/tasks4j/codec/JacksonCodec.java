package io.tasks4j.codec;

import io.tasks4j.internal.json.JsonFailure;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson: records, java.time and collections as they are, unknown properties ignored.
 *
 * <p>Values come back equal to what they were; a type of which that cannot be is refused when it is
 * first met. {@code docs/payloads.md} says what can travel, and how it is written.
 *
 * <p>Polymorphic typing is off, so a payload that names a Java class is inert text.
 */
public final class JacksonCodec implements PayloadCodec {
  private final JsonMapper mapper;
  private final TypeCheck types;

  // One for each type of payload and result: making them costs more than using them.
  private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
  private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

  /** A codec with the library's mapper, see {@link #mapper()}. */
  public JacksonCodec() {
    this(mapper().build());
  }

  /** A codec with a mapper of your own. */
  public JacksonCodec(JsonMapper mapper) {
    this.mapper = mapper;
    this.types = new TypeCheck(mapper);
  }

  /** The library's mapper, for one that differs from it in what you change. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder()
        // A worker of an older release meets payloads of a newer producer.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // And the other way round: a primitive that is not there is 0 or false.
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        // The name of a constant is its identity, toString() a label for people.
        .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
        .addHandler(new EnumLabels())
        .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
        .disable(
            DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
            DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public void check(Type type) {
    types.check(type);
  }

  @Override
  public byte[] encode(@Nullable Object value, Type type) {
    try {
      return writers.computeIfAbsent(type, this::writer).writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw JsonFailure.of("a value of " + type.getTypeName() + " cannot be written as JSON", e);
    }
  }

  @Override
  public @Nullable Object decode(byte[] bytes, Type type) {
    try {
      return readers
          .computeIfAbsent(type, t -> mapper.readerFor(mapper.constructType(t)))
          .readValue(bytes);
    } catch (JacksonException e) {
      throw JsonFailure.of("these bytes are no JSON of " + type.getTypeName(), e);
    }
  }

  private ObjectWriter writer(Type type) {
    types.check(type);
    return mapper.writerFor(mapper.constructType(type));
  }

  /** Reads constants by the label that {@code toString()} gives, as they were written before. */
  private static final class EnumLabels extends DeserializationProblemHandler {
    @Override
    public @Nullable Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String text, String problem) {
      return labelled(type, text);
    }

    @Override
    public @Nullable Object handleWeirdKey(
        DeserializationContext context, Class<?> type, String text, @Nullable String problem) {
      return labelled(type, text);
    }

    /** Only where one constant alone has the label. */
    private static @Nullable Object labelled(Class<?> type, String text) {
      if (!type.isEnum()) {
        return NOT_HANDLED;
      }
      List<Object> found =
          Arrays.stream(type.getEnumConstants())
              .<Object>map(c -> c)
              .filter(c -> text.equals(c.toString()))
              .toList();
      return found.size() == 1 ? found.get(0) : NOT_HANDLED;
    }
  }
}
