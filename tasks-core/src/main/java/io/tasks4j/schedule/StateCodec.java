package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.internal.Names;
import io.tasks4j.internal.json.JsonFailure;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of states, version 1. Thread-safe. */
final class StateCodec {
  private static final int VERSION = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Stands in a record for a while after its schedule was removed: nobody puts that back. */
  private static final String REMOVED = "{\"v\":1,\"removed\":true}";

  private StateCodec() {}

  /** What stands in the place of a record that was removed, until {@code due}. */
  static ScheduleRecord removed(ScheduleRecord record, Instant due) {
    return new ScheduleRecord(record.name(), record.version(), Optional.of(due), REMOVED);
  }

  static boolean isRemoved(ScheduleRecord record) {
    return record.data().equals(REMOVED);
  }

  /**
   * The state of a record.
   *
   * @throws TaskSerializationException when it has none, or a name that no schedule can have
   */
  static ScheduleState state(ScheduleRecord record) {
    try {
      Names.check("schedule name", record.name());
    } catch (IllegalArgumentException e) {
      throw new TaskSerializationException("no schedule: its " + e.getMessage(), null);
    }
    return decode(record.data());
  }

  static String encode(ScheduleState state) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("v", VERSION);
    json.set("schedule", write(state.definition().schedule()));
    json.put(
        "task",
        new String(MessageCodec.encode(state.definition().template()), StandardCharsets.UTF_8));
    ScheduleOptions options = state.definition().options();
    json.put("missed", options.missed().policy().name());
    json.put("missedMax", options.missed().max());
    json.put("overlap", options.overlap().name());
    json.put("jitter", options.jitter().toMillis());
    put(json, "startAt", options.startAt());
    put(json, "endAt", options.endAt());
    json.put("generation", state.generation().toString());
    json.put("paused", state.paused());
    json.put("after", state.after().toEpochMilli());
    put(json, "next", state.next());
    put(json, "lastTick", state.lastTick());
    state.lastTask().ifPresent(id -> json.put("lastTask", id.toString()));
    return json.toString();
  }

  /**
   * Reads a state.
   *
   * @throws TaskSerializationException when it is none, or of a later version
   */
  static ScheduleState decode(String data) {
    try {
      JsonNode json = MAPPER.readTree(data);
      int version = json.path("v").asInt();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + " is not known here");
      }
      TaskMessage template =
          MessageCodec.decode(text(json, "task").getBytes(StandardCharsets.UTF_8));
      ScheduleOptions options =
          new ScheduleOptions(
              new MissedTicks(
                  MissedTicks.Policy.valueOf(text(json, "missed")), json.path("missedMax").asInt()),
              Overlap.valueOf(text(json, "overlap")),
              Duration.ofMillis(json.path("jitter").asLong()),
              instant(json, "startAt"),
              instant(json, "endAt"));
      return new ScheduleState(
          new ScheduleDefinition(read(json.path("schedule")), template, options),
          TaskId.parse(text(json, "generation")),
          json.path("paused").asBoolean(),
          Instant.ofEpochMilli(json.path("after").asLong()),
          instant(json, "next"),
          instant(json, "lastTick"),
          json.has("lastTask")
              ? Optional.of(TaskId.parse(text(json, "lastTask")))
              : Optional.empty());
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw JsonFailure.of("no schedule", e);
    }
  }

  private static ObjectNode write(Optional<Schedule> schedule) {
    ObjectNode json = MAPPER.createObjectNode();
    Schedule given = schedule.orElse(null);
    if (given instanceof CronSchedule cron) {
      json.put("cron", cron.text());
      json.put("zone", cron.zone().getId());
      json.put("dialect", cron.dialect().name());
    } else if (given instanceof Schedule.FixedRate rate) {
      json.put("period", rate.period().toMillis());
      json.put("first", rate.first().toEpochMilli());
    } else if (given instanceof Schedule.FixedDelay fixed) {
      json.put("delay", fixed.delay().toMillis());
    } else if (given instanceof Schedule.OneShot once) {
      json.put("once", once.instant().toEpochMilli());
    }
    return json;
  }

  private static Optional<Schedule> read(JsonNode json) {
    if (json.has("cron")) {
      return Optional.of(
          CronSchedule.of(
              text(json, "cron"),
              CronSchedule.zone(text(json, "zone")),
              CronDialect.valueOf(text(json, "dialect"))));
    }
    if (json.has("period")) {
      return Optional.of(
          Schedule.fixedRate(
              Duration.ofMillis(json.path("period").asLong()),
              Instant.ofEpochMilli(json.path("first").asLong())));
    }
    if (json.has("delay")) {
      return Optional.of(Schedule.fixedDelay(Duration.ofMillis(json.path("delay").asLong())));
    }
    if (json.has("once")) {
      return Optional.of(Schedule.once(Instant.ofEpochMilli(json.path("once").asLong())));
    }
    return Optional.empty();
  }

  private static void put(ObjectNode json, String name, Optional<Instant> time) {
    time.ifPresent(at -> json.put(name, at.toEpochMilli()));
  }

  private static Optional<Instant> instant(JsonNode json, String name) {
    return json.has(name)
        ? Optional.of(Instant.ofEpochMilli(json.path(name).asLong()))
        : Optional.empty();
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isString()) {
      throw new IllegalArgumentException("'" + name + "' is no text");
    }
    return value.asString();
  }
}
