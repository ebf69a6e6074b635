package io.tasks4j.message;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import io.tasks4j.internal.json.JsonFailure;
import io.tasks4j.retry.RetryStrategy;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of messages and errors, documented in {@code docs/wire-format.md}. Thread-safe.
 *
 * <p>A JSON or other text payload is a JSON string, so that it comes back byte for byte and a
 * broken one cannot break the message around it; any other payload is Base64. Members at their
 * default are left out. Members that are not known are kept and written back.
 */
public final class MessageCodec {
  /** Version of the format written, and the highest one read. */
  public static final int VERSION = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private MessageCodec() {}

  /**
   * Writes a message as UTF-8 JSON.
   *
   * @throws TaskSerializationException when it cannot be written
   */
  public static byte[] encode(TaskMessage m) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(m.payload().size() + 256);
    try (JsonGenerator g = MAPPER.createGenerator(out)) {
      g.writeStartObject();
      g.writeNumberProperty("v", VERSION);
      g.writeStringProperty("id", m.id().toString());
      g.writeStringProperty("name", m.name());
      g.writeStringProperty("queue", m.queue());
      g.writeNumberProperty("priority", m.priority());
      g.writeNumberProperty("enqueuedAt", m.enqueuedAt().toEpochMilli());
      writeWhen(g, "due", m.due());
      writeWhen(g, "expiry", m.expiry());
      if (m.timeout().isPresent()) {
        g.writeNumberProperty("timeout", m.timeout().get().toMillis());
      }
      if (!m.retry().equals(RetryStrategy.defaults())) {
        writeRetry(g, m.retry());
      }
      if (m.unique().isPresent()) {
        writeUnique(g, m.unique().get());
      }
      m.exclusive().ifPresent(key -> g.writeStringProperty("exclusive", key));
      if (!m.headers().isEmpty()) {
        g.writeObjectPropertyStart("headers");
        m.headers().forEach(g::writeStringProperty);
        g.writeEndObject();
      }
      GraphCodec.write(g, m);
      m.extras()
          .forEach(
              (name, json) -> {
                g.writeName(name);
                g.writeRawValue(json);
              });
      writePayload(g, m.payload());
      g.writeEndObject();
    } catch (JacksonException e) {
      throw JsonFailure.of("task message cannot be written", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @throws TaskSerializationException when the bytes are no message of a version known here
   */
  public static TaskMessage decode(byte[] json) {
    try (JsonParser p = MAPPER.createParser(json)) {
      TaskMessage message = read(p);
      expect(p.nextToken() == null, "nothing after the message");
      return message;
    } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
      throw JsonFailure.of("no task message", e);
    }
  }

  /** Writes an error as UTF-8 JSON. */
  public static byte[] encodeError(TaskError e) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator g = MAPPER.createGenerator(out)) {
      g.writeStartObject();
      g.writeStringProperty("reason", e.reason().name());
      g.writeStringProperty("type", e.type());
      g.writeStringProperty("message", e.message());
      g.writeStringProperty("stackTrace", e.stackTrace());
      g.writeNumberProperty("attempt", e.attempt());
      g.writeNumberProperty("at", e.at().toEpochMilli());
      e.origin().ifPresent(id -> g.writeStringProperty("origin", id.toString()));
      g.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Reads an error.
   *
   * @throws TaskSerializationException when the bytes are no error
   */
  public static TaskError decodeError(byte[] json) {
    try (JsonParser p = MAPPER.createParser(json)) {
      Map<String, String> text = new HashMap<>();
      expect(p.nextToken() == JsonToken.START_OBJECT, "an object");
      for (String name = p.nextName(); name != null; name = p.nextName()) {
        p.nextToken();
        text.put(name, p.getString());
      }
      return new TaskError(
          TaskError.Reason.valueOf(text.getOrDefault("reason", "EXECUTION")),
          text.getOrDefault("type", ""),
          text.getOrDefault("message", ""),
          text.getOrDefault("stackTrace", ""),
          Integer.parseInt(text.getOrDefault("attempt", "1")),
          Instant.ofEpochMilli(Long.parseLong(text.getOrDefault("at", "0"))),
          Optional.ofNullable(text.get("origin")).map(TaskId::parse));
    } catch (JacksonException | IllegalArgumentException e) {
      throw JsonFailure.of("no task error", e);
    }
  }

  private static void writeWhen(JsonGenerator g, String name, Optional<When> when) {
    if (when.isEmpty()) {
      return;
    }
    g.writeObjectPropertyStart(name);
    if (when.get() instanceof When.At at) {
      g.writeNumberProperty("at", at.instant().toEpochMilli());
    } else if (when.get() instanceof When.After after) {
      g.writeNumberProperty("after", after.delay().toMillis());
    }
    g.writeEndObject();
  }

  private static void writeRetry(JsonGenerator g, RetryStrategy r) {
    g.writeObjectPropertyStart("retry");
    g.writeNumberProperty("maxRetries", r.maxRetries());
    g.writeNumberProperty("initialDelay", r.initialDelay().toMillis());
    g.writeNumberProperty("multiplier", r.multiplier());
    g.writeNumberProperty("maxDelay", r.maxDelay().toMillis());
    g.writeBooleanProperty("jitter", r.jitter());
    writeNames(g, "retryOn", r.retryOn());
    writeNames(g, "giveUpOn", r.giveUpOn());
    g.writeEndObject();
  }

  private static void writeNames(JsonGenerator g, String property, List<String> names) {
    if (!names.isEmpty()) {
      g.writeArrayPropertyStart(property);
      names.forEach(g::writeString);
      g.writeEndArray();
    }
  }

  private static void writeUnique(JsonGenerator g, UniqueKey u) {
    g.writeObjectPropertyStart("unique");
    g.writeStringProperty("key", u.key());
    g.writeStringProperty("scope", u.scope().name());
    if (u.window().isPresent()) {
      g.writeNumberProperty("window", u.window().get().toMillis());
    }
    g.writeEndObject();
  }

  private static void writePayload(JsonGenerator g, Payload p) {
    if (!p.contentType().equals(Payload.JSON)) {
      g.writeStringProperty("contentType", p.contentType());
    }
    String text = p.text();
    // Bytes that are no UTF-8 would not come back the same; the sizes or bytes then differ.
    if (java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), p.bytes())) {
      g.writeStringProperty("payload", text);
    } else {
      g.writeStringProperty("payloadBase64", Base64.getEncoder().encodeToString(p.bytes()));
    }
  }

  private static TaskMessage read(JsonParser p) {
    expect(p.nextToken() == JsonToken.START_OBJECT, "an object");
    @Nullable String id = null;
    @Nullable String taskName = null;
    String queue = "default";
    int priority = 5;
    long enqueuedAt = 0;
    Optional<When> due = Optional.empty();
    Optional<When> expiry = Optional.empty();
    Optional<Duration> timeout = Optional.empty();
    RetryStrategy retry = RetryStrategy.defaults();
    Optional<UniqueKey> unique = Optional.empty();
    Optional<String> exclusive = Optional.empty();
    Map<String, String> headers = Map.of();
    Optional<Join> join = Optional.empty();
    Optional<CompositionPart> part = Optional.empty();
    List<GraphCodec.Link> links = List.of();
    byte @Nullable [] payload = null;
    String contentType = Payload.JSON;
    Map<String, String> extras = new HashMap<>();
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "v" -> {
          int version = Math.toIntExact(number(p));
          expect(
              version >= 1 && version <= VERSION,
              "version 1 to " + VERSION + ", but found " + version);
        }
        case "id" -> id = text(p);
        case "name" -> taskName = text(p);
        case "queue" -> queue = text(p);
        case "priority" -> priority = Math.toIntExact(number(p));
        case "enqueuedAt" -> enqueuedAt = number(p);
        case "due" -> due = Optional.of(readWhen(p));
        case "expiry" -> expiry = Optional.of(readWhen(p));
        case "timeout" ->
            timeout = Optional.of(Durations.positive("timeout", Duration.ofMillis(number(p))));
        case "retry" -> retry = readRetry(p);
        case "unique" -> unique = Optional.of(readUnique(p));
        case "exclusive" -> exclusive = Optional.of(text(p));
        case "headers" -> headers = readHeaders(p);
        case "join" -> join = Optional.of(GraphCodec.readJoin(p));
        case "dependants" -> links = GraphCodec.readDependants(p);
        case "part" -> part = Optional.of(GraphCodec.readPart(p));
        case "contentType" -> contentType = text(p);
        case "payload" -> payload = text(p).getBytes(StandardCharsets.UTF_8);
        case "payloadBase64" -> payload = Base64.getDecoder().decode(text(p));
        default -> extras.put(name, copy(p));
      }
    }
    return TaskMessage.builder(
            TaskId.parse(required(id, "id")),
            required(taskName, "name"),
            Payload.of(required(payload, "payload"), contentType),
            Instant.ofEpochMilli(enqueuedAt))
        .queue(queue)
        .priority(priority)
        .headers(headers)
        .due(due)
        .expiry(expiry)
        .timeout(timeout)
        .retry(retry)
        .unique(unique)
        .exclusive(exclusive)
        .join(join)
        .dependants(GraphCodec.dependants(links, queue, part))
        .part(part)
        .extras(extras)
        .build();
  }

  /** A value as it came: numbers keep all their digits, whatever their size. */
  private static String copy(JsonParser p) {
    StringWriter copy = new StringWriter();
    try (JsonGenerator g = MAPPER.createGenerator(copy)) {
      g.copyCurrentStructureExact(p);
    }
    // Half a surrogate pair has no UTF-8 form; it stands in a string, so an escape may replace it.
    return Names.replaceHalves(
        copy.toString(), half -> String.format(Locale.ROOT, "\\u%04x", (int) half));
  }

  private static When readWhen(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "due and expiry as objects");
    @Nullable When when = null;
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "at" -> when = new When.At(Instant.ofEpochMilli(number(p)));
        case "after" -> when = new When.After(Duration.ofMillis(number(p)));
        default -> p.skipChildren();
      }
    }
    return required(when, "at or after");
  }

  private static RetryStrategy readRetry(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "retry as an object");
    RetryStrategy d = RetryStrategy.defaults();
    int maxRetries = d.maxRetries();
    long initialDelay = d.initialDelay().toMillis();
    double multiplier = d.multiplier();
    long maxDelay = d.maxDelay().toMillis();
    boolean jitter = d.jitter();
    List<String> retryOn = List.of();
    List<String> giveUpOn = List.of();
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "maxRetries" -> maxRetries = Math.toIntExact(number(p));
        case "initialDelay" -> initialDelay = number(p);
        case "multiplier" -> multiplier = p.getDoubleValue();
        case "maxDelay" -> maxDelay = number(p);
        case "jitter" -> jitter = p.getBooleanValue();
        case "retryOn" -> retryOn = readNames(p);
        case "giveUpOn" -> giveUpOn = readNames(p);
        default -> p.skipChildren();
      }
    }
    return new RetryStrategy(
        maxRetries,
        Duration.ofMillis(initialDelay),
        multiplier,
        Duration.ofMillis(maxDelay),
        jitter,
        retryOn,
        giveUpOn);
  }

  private static List<String> readNames(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_ARRAY, "class names as an array");
    List<String> names = new ArrayList<>();
    while (p.nextToken() != JsonToken.END_ARRAY) {
      expect(p.currentToken() == JsonToken.VALUE_STRING, "class names as text");
      names.add(p.getString());
    }
    return names;
  }

  private static UniqueKey readUnique(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "unique as an object");
    @Nullable String key = null;
    UniqueKey.Scope scope = UniqueKey.Scope.LIVE;
    Optional<Duration> window = Optional.empty();
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "key" -> key = text(p);
        case "scope" -> scope = UniqueKey.Scope.valueOf(text(p));
        case "window" -> window = Optional.of(Duration.ofMillis(number(p)));
        default -> p.skipChildren();
      }
    }
    return new UniqueKey(required(key, "key"), scope, window);
  }

  private static Map<String, String> readHeaders(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "headers as an object");
    Map<String, String> headers = Map.of();
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      // One is what most have that have any: the context of a trace.
      if (headers.isEmpty()) {
        headers = Map.of(name, text(p));
      } else {
        headers = headers.size() == 1 ? new HashMap<>(headers) : headers;
        headers.put(name, text(p));
      }
    }
    return headers;
  }

  static String text(JsonParser p) {
    expect(p.currentToken() == JsonToken.VALUE_STRING, "'" + p.currentName() + "' as text");
    return p.getString();
  }

  static long number(JsonParser p) {
    expect(
        p.currentToken() == JsonToken.VALUE_NUMBER_INT,
        "'" + p.currentName() + "' as a whole number");
    return p.getLongValue();
  }

  static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  static void expect(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + what);
    }
  }
}
