package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.redis.ScriptAlphabets.Field;
import io.tasks4j.redis.ScriptAlphabets.Flag;
import io.tasks4j.redis.ScriptAlphabets.State;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task as the scripts give it: its record, state, error and result. */
final class StoredTask {
  private static final int FIELDS = 7;
  private static final int FIELDS_IF_JOINED = 9;

  private final byte[] record;
  private final Map<Field, String> state = new EnumMap<>(Field.class);
  private final byte @Nullable [] error;
  private final byte @Nullable [] result;

  StoredTask(@Nullable Object row) {
    List<@Nullable Object> parts = ScriptReplies.list(row);
    byte[] bytes = ScriptReplies.bytes(parts.get(0));
    this.record = bytes == null ? new byte[0] : bytes;
    Iterator<@Nullable Object> values = ScriptReplies.list(parts.get(1)).iterator();
    this.error = ScriptReplies.bytes(parts.get(2));
    this.result = ScriptReplies.bytes(parts.get(3));
    for (Field field : Field.values()) {
      // Nothing at all of a state that cannot be read.
      Object value = values.hasNext() ? values.next() : null;
      if (value != null) {
        state.put(field, ScriptReplies.text(value));
      }
    }
  }

  /**
   * The message of a record: what comes after its first line.
   *
   * @throws TaskSerializationException when it cannot be read
   */
  static TaskMessage message(byte[] record) {
    return reading(
        () -> {
          int end = lineEnd(record);
          String[] head = head(record);
          String links = head.length > FIELDS ? head[FIELDS].replace(Flag.BOUND.letter(), "") : "-";
          int length = links.equals("-") ? 0 : Integer.parseInt(links);
          return MessageCodec.decode(Arrays.copyOfRange(record, end + 1 + length, record.length));
        });
  }

  /** Whoever else wrote a record may have written anything: what that throws has one type here. */
  static <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TaskSerializationException("no task record: " + e.getMessage(), e);
    }
  }

  /**
   * All that is known.
   *
   * @throws TaskSerializationException when it cannot be read
   */
  TaskMetadata metadata() {
    return reading(this::read);
  }

  private TaskMetadata read() {
    TaskMessage message = message(record);
    String[] head = head(record);
    Instant enqueued = time(head[2]);
    // Since its release, for a task that waited for others; 'r' is before.
    String expiry =
        text(Field.EXPIRY_SINCE_RELEASE) != null
            ? String.valueOf(text(Field.EXPIRY_SINCE_RELEASE))
            : head[4];
    boolean expires = isTime(expiry) && text(Field.NEVER_EXPIRES) == null;
    String due = text(Field.DUE);
    return new TaskMetadata(
        message,
        status(),
        count(Field.FAILURES),
        count(Field.LOSSES),
        enqueued,
        due != null ? time(due) : isTime(head[3]) ? time(head[3]) : enqueued,
        expires ? Optional.of(time(expiry)) : Optional.empty(),
        Optional.ofNullable(text(Field.RUN)).map(run -> time(run.split(" ", -1)[0])),
        Optional.ofNullable(text(Field.ENDED)).map(StoredTask::time),
        worker(),
        text(Field.CANCEL_REQUESTED) != null,
        error(message.name()),
        progress());
  }

  /** How it ended, if it has. */
  Optional<TaskResult> result() {
    TaskStatus status = status();
    if (!status.isTerminal()) {
      return Optional.empty();
    }
    TaskMetadata task = metadata();
    return Optional.of(
        new TaskResult(
            task.id(),
            status,
            value(),
            task.error(),
            task.attempts(),
            task.enqueuedAt(),
            task.finishedAt().orElse(task.enqueuedAt())));
  }

  private Optional<Payload> value() {
    byte[] bytes = result;
    return bytes == null ? Optional.empty() : Optional.of(reading(() -> payload(bytes)));
  }

  /** A result as it is stored: after its media type. */
  static Payload payload(byte[] bytes) {
    int end = lineEnd(bytes);
    return Payload.of(
        Arrays.copyOfRange(bytes, end + 1, bytes.length),
        new String(bytes, 0, end, StandardCharsets.UTF_8));
  }

  TaskStatus status() {
    String state = text(Field.STATE);
    boolean ranBefore = count(Field.FAILURES) + count(Field.LOSSES) > 0;
    return status(state == null ? State.WAITING.letter() : state, ranBefore);
  }

  /** The status of a task in a state. */
  static TaskStatus status(String state, boolean ranBefore) {
    return switch (reading(() -> ScriptAlphabets.of(State.values(), state))) {
      case BLOCKED -> TaskStatus.PENDING;
      case WAITING -> ranBefore ? TaskStatus.RETRY : TaskStatus.PENDING;
      case RUNNING -> TaskStatus.RUNNING;
      case SUCCEEDED -> TaskStatus.SUCCESS;
      case CANCELLED -> TaskStatus.CANCELLED;
      case FAILED -> TaskStatus.FAILURE;
      case SUSPENDED -> TaskStatus.SUSPENDED;
      case BETWEEN ->
          throw new TaskSerializationException("no task is stored between states", null);
    };
  }

  boolean expires() {
    return record.length > 0 && !head(record)[4].equals("-");
  }

  private Optional<TaskProgress> progress() {
    String done = text(Field.PROGRESS_DONE);
    String total = text(Field.PROGRESS_TOTAL);
    String note = text(Field.PROGRESS_NOTE);
    return done == null || total == null
        ? Optional.empty()
        : Optional.of(
            new TaskProgress(
                Long.parseLong(done), Long.parseLong(total), note == null ? "" : note));
  }

  private Optional<TaskError> error(String name) {
    byte[] bytes = error;
    return bytes == null ? Optional.empty() : StoredError.read(bytes, name);
  }

  /**
   * Who started it last: the third word of the run, or where that is too long a field of its own.
   */
  private String worker() {
    String run = text(Field.RUN);
    String[] words = run == null ? new String[0] : run.split(" ", 3);
    String apart = text(Field.WORKER_APART);
    return words.length == 3 ? words[2] : apart == null ? "" : apart;
  }

  private static boolean isTime(String text) {
    return !text.equals("-") && !text.startsWith("r");
  }

  private static String[] head(byte[] record) {
    String[] head = new String(record, 0, lineEnd(record), StandardCharsets.UTF_8).split(" ", -1);
    if (head.length != FIELDS && head.length != FIELDS_IF_JOINED) {
      throw new TaskSerializationException("no task record", null);
    }
    return head;
  }

  private int count(Field field) {
    String text = text(field);
    return text == null ? 0 : reading(() -> Integer.parseInt(text));
  }

  private @Nullable String text(Field field) {
    return state.get(field);
  }

  static Instant time(String millis) {
    return reading(() -> Instant.ofEpochMilli(Long.parseLong(millis)));
  }

  static int lineEnd(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw new TaskSerializationException("no task record", null);
  }
}
