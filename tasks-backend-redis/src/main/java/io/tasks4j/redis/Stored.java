package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task as the scripts give it: its record, state, error and result. */
final class Stored {
  private static final Logger LOG = LoggerFactory.getLogger(Stored.class);

  private final byte[] record;
  private final List<@Nullable Object> state;
  private final byte @Nullable [] error;
  private final byte @Nullable [] result;

  Stored(@Nullable Object row) {
    List<@Nullable Object> parts = Replies.list(row);
    byte[] bytes = Replies.bytes(parts.get(0));
    this.record = bytes == null ? new byte[0] : bytes;
    this.state = Replies.list(parts.get(1));
    this.error = Replies.bytes(parts.get(2));
    this.result = Replies.bytes(parts.get(3));
  }

  /**
   * The message of a record: what comes after its first line.
   *
   * @throws TaskSerializationException when it cannot be read
   */
  static TaskMessage message(byte[] record) {
    return MessageCodec.decode(Arrays.copyOfRange(record, lineEnd(record) + 1, record.length));
  }

  /**
   * All that is known.
   *
   * @throws TaskSerializationException when it cannot be read
   */
  TaskMetadata metadata() {
    TaskMessage message = message(record);
    String[] head = head();
    Instant enqueued = time(head[2]);
    boolean expires = !head[4].equals("-") && text(4) == null;
    String due = text(3);
    return new TaskMetadata(
        message,
        status(),
        count(1),
        count(2),
        enqueued,
        due != null ? time(due) : head[3].equals("-") ? enqueued : time(head[3]),
        expires ? Optional.of(time(head[4])) : Optional.empty(),
        Optional.ofNullable(text(5)).map(Stored::time),
        Optional.ofNullable(text(6)).map(Stored::time),
        Optional.ofNullable(text(7)).orElse(""),
        text(8) != null,
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
    if (bytes == null) {
      return Optional.empty();
    }
    int end = lineEnd(bytes);
    return Optional.of(
        Payload.of(
            Arrays.copyOfRange(bytes, end + 1, bytes.length),
            new String(bytes, 0, end, StandardCharsets.UTF_8)));
  }

  TaskStatus status() {
    String st = text(0);
    return switch (st == null ? "W" : st) {
      case "W" -> count(1) + count(2) > 0 ? TaskStatus.RETRY : TaskStatus.PENDING;
      case "R" -> TaskStatus.RUNNING;
      case "S" -> TaskStatus.SUCCESS;
      case "C" -> TaskStatus.CANCELLED;
      case "F" -> TaskStatus.FAILURE;
      default -> throw new TaskSerializationException("no task has the state " + st, null);
    };
  }

  boolean expires() {
    return record.length > 0 && !head()[4].equals("-");
  }

  private Optional<TaskProgress> progress() {
    String done = text(9);
    String total = text(10);
    String note = text(11);
    return done == null || total == null
        ? Optional.empty()
        : Optional.of(
            new TaskProgress(
                Long.parseLong(done), Long.parseLong(total), note == null ? "" : note));
  }

  /** As JSON, or as the scripts note a loss and an unknown name. */
  private Optional<TaskError> error(String name) {
    byte[] bytes = error;
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      if (bytes.length > 0 && bytes[0] == '{') {
        return Optional.of(MessageCodec.decodeError(bytes));
      }
      String[] note = new String(bytes, StandardCharsets.UTF_8).split(" ", 5);
      if (note[0].equals("LOST")) {
        return Optional.of(
            TaskError.lost(
                note[4], Integer.parseInt(note[1]), Integer.parseInt(note[2]), time(note[3])));
      }
      return Optional.of(
          TaskError.unknownName(
              name,
              Duration.ofMillis(Long.parseLong(note[1])),
              Integer.parseInt(note[2]),
              time(note[3])));
    } catch (TaskSerializationException | IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.warn("the stored error of a task cannot be read and is left out", e);
      return Optional.empty();
    }
  }

  private String[] head() {
    String[] head = new String(record, 0, lineEnd(record), StandardCharsets.UTF_8).split(" ", -1);
    if (head.length != 7) {
      throw new TaskSerializationException("no task record", null);
    }
    return head;
  }

  private int count(int field) {
    String text = text(field);
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TaskSerializationException("no count of attempts: " + text, e);
    }
  }

  private @Nullable String text(int field) {
    return field < state.size() && state.get(field) != null ? Replies.text(state.get(field)) : null;
  }

  private static Instant time(String millis) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(millis));
    } catch (NumberFormatException e) {
      throw new TaskSerializationException("no time: " + millis, e);
    }
  }

  private static int lineEnd(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw new TaskSerializationException("no task record", null);
  }
}
