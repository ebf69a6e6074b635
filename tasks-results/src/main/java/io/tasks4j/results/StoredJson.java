package io.tasks4j.results;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.internal.json.JsonFailure;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of results and records: {@code docs/results.md} has an example of each. Times are
 * epoch milliseconds; members that are not known are left out of what is read. Thread-safe.
 */
final class StoredJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int VERSION = 1;

  private StoredJson() {}

  /** Writes a result, without its id, as UTF-8 JSON. */
  static byte[] encode(TaskResult r) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(128 + r.value().map(Payload::size).orElse(0));
    try (JsonGenerator g = MAPPER.createGenerator(out)) {
      g.writeStartObject();
      g.writeNumberProperty("v", VERSION);
      g.writeStringProperty("status", r.status().name());
      g.writeNumberProperty("attempts", r.attempts());
      g.writeNumberProperty("createdAt", r.createdAt().toEpochMilli());
      g.writeNumberProperty("finishedAt", r.finishedAt().toEpochMilli());
      r.value().ifPresent(value -> writeValue(g, value));
      r.error().ifPresent(error -> writeRaw(g, "error", MessageCodec.encodeError(error)));
      g.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Reads a result.
   *
   * @throws TaskSerializationException when the bytes are no result of a version known here
   */
  static TaskResult decodeResult(TaskId id, byte[] json) {
    try {
      JsonNode n = read(json);
      return new TaskResult(
          id,
          TaskStatus.valueOf(required(n, "status").asString()),
          readValue(n),
          readError(n),
          required(n, "attempts").asInt(),
          Instant.ofEpochMilli(required(n, "createdAt").asLong()),
          Instant.ofEpochMilli(required(n, "finishedAt").asLong()));
    } catch (JacksonException | IllegalArgumentException e) {
      throw JsonFailure.of("the stored result of task " + id + " cannot be read", e);
    }
  }

  /** Writes a record as UTF-8 JSON. */
  static byte[] encode(TaskMetadata t) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator g = MAPPER.createGenerator(out)) {
      g.writeStartObject();
      g.writeNumberProperty("v", VERSION);
      g.writeStringProperty("status", t.status().name());
      g.writeNumberProperty("failures", t.failures());
      g.writeNumberProperty("losses", t.losses());
      g.writeNumberProperty("enqueuedAt", t.enqueuedAt().toEpochMilli());
      g.writeNumberProperty("dueAt", t.dueAt().toEpochMilli());
      t.expiresAt().ifPresent(at -> g.writeNumberProperty("expiresAt", at.toEpochMilli()));
      t.startedAt().ifPresent(at -> g.writeNumberProperty("startedAt", at.toEpochMilli()));
      t.finishedAt().ifPresent(at -> g.writeNumberProperty("finishedAt", at.toEpochMilli()));
      g.writeStringProperty("worker", t.worker());
      g.writeBooleanProperty("cancelRequested", t.cancelRequested());
      t.error().ifPresent(error -> writeRaw(g, "error", MessageCodec.encodeError(error)));
      t.progress().ifPresent(progress -> writeProgress(g, progress));
      writeRaw(g, "message", MessageCodec.encode(t.message()));
      g.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Reads a record.
   *
   * @throws TaskSerializationException when the bytes are no record of a version known here
   */
  static TaskMetadata decodeMetadata(byte[] json) {
    try {
      JsonNode n = read(json);
      return new TaskMetadata(
          MessageCodec.decode(bytes(required(n, "message"))),
          TaskStatus.valueOf(required(n, "status").asString()),
          required(n, "failures").asInt(),
          required(n, "losses").asInt(),
          Instant.ofEpochMilli(required(n, "enqueuedAt").asLong()),
          Instant.ofEpochMilli(required(n, "dueAt").asLong()),
          time(n, "expiresAt"),
          time(n, "startedAt"),
          time(n, "finishedAt"),
          required(n, "worker").asString(),
          required(n, "cancelRequested").asBoolean(),
          readError(n),
          readProgress(n));
    } catch (JacksonException | IllegalArgumentException e) {
      throw JsonFailure.of("a stored record cannot be read", e);
    }
  }

  /** A record as it comes back when it is stored: times to the millisecond. */
  static TaskMetadata canonical(TaskMetadata task) {
    return decodeMetadata(encode(task));
  }

  private static void writeValue(JsonGenerator g, Payload value) {
    g.writeStringProperty("contentType", value.contentType());
    String text = value.text();
    // Bytes that are no UTF-8 would not come back the same.
    if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value.bytes())) {
      g.writeStringProperty("value", text);
    } else {
      g.writeStringProperty("valueBase64", Base64.getEncoder().encodeToString(value.bytes()));
    }
  }

  private static Optional<Payload> readValue(JsonNode n) {
    JsonNode text = n.get("value");
    JsonNode base64 = n.get("valueBase64");
    if (text == null && base64 == null) {
      return Optional.empty();
    }
    byte[] bytes =
        text == null
            ? Base64.getDecoder().decode(required(n, "valueBase64").asString())
            : text.asString().getBytes(StandardCharsets.UTF_8);
    return Optional.of(Payload.of(bytes, required(n, "contentType").asString()));
  }

  private static void writeProgress(JsonGenerator g, TaskProgress progress) {
    g.writeObjectPropertyStart("progress");
    g.writeNumberProperty("done", progress.done());
    g.writeNumberProperty("total", progress.total());
    g.writeStringProperty("note", progress.note());
    g.writeEndObject();
  }

  private static Optional<TaskProgress> readProgress(JsonNode n) {
    JsonNode p = n.get("progress");
    return p == null
        ? Optional.empty()
        : Optional.of(
            new TaskProgress(
                required(p, "done").asLong(),
                required(p, "total").asLong(),
                required(p, "note").asString()));
  }

  private static void writeRaw(JsonGenerator g, String name, byte[] json) {
    g.writeName(name);
    g.writeRawValue(new String(json, StandardCharsets.UTF_8));
  }

  private static Optional<TaskError> readError(JsonNode n) {
    JsonNode error = n.get("error");
    return error == null ? Optional.empty() : Optional.of(MessageCodec.decodeError(bytes(error)));
  }

  private static Optional<Instant> time(JsonNode n, String name) {
    JsonNode at = n.get(name);
    return at == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at.asLong()));
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read(byte[] json) {
    JsonNode n = MAPPER.readTree(json);
    int version = required(n, "v").asInt();
    if (version != VERSION) {
      throw new IllegalArgumentException("version " + version + " is not known");
    }
    return n;
  }

  private static JsonNode required(JsonNode n, String name) {
    @Nullable JsonNode member = n.get(name);
    if (member == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return member;
  }
}
