package io.tasks4j.redis;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads errors: JSON of workers, and the notes by which the scripts say what they found. */
final class StoredError {
  private static final Logger LOG = LoggerFactory.getLogger(StoredError.class);

  private StoredError() {}

  /** The error of a task called {@code name}; empty, with a WARN, when it cannot be read. */
  static Optional<TaskError> read(byte[] bytes, String name) {
    try {
      if (bytes.length > 0 && bytes[0] == '{') {
        return Optional.of(MessageCodec.decodeError(bytes));
      }
      String[] note = new String(bytes, StandardCharsets.UTF_8).split(" ", 5);
      return Optional.of(
          switch (note[0]) {
            case "LOST" ->
                TaskError.lost(
                    note[4],
                    Integer.parseInt(note[1]),
                    Integer.parseInt(note[2]),
                    StoredTask.time(note[3]));
            case "PARENT" -> parentFailed(bytes, note);
            case "UNNEEDED" ->
                TaskError.notNeeded(ShortIds.decode(note[1]), StoredTask.time(note[2]));
            default ->
                TaskError.unknownName(
                    name,
                    Duration.ofMillis(Long.parseLong(note[1])),
                    Integer.parseInt(note[2]),
                    StoredTask.time(note[3]));
          });
    } catch (TaskSerializationException | IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.warn("the stored error of a task cannot be read and is left out", e);
      return Optional.empty();
    }
  }

  /** {@code PARENT id state time name}, and on the next line the error of that task. */
  private static TaskError parentFailed(byte[] bytes, String[] note) {
    TaskId parent = ShortIds.decode(note[1]);
    TaskStatus status = StoredTask.status(note[2], true);
    int end = StoredTask.lineEnd(bytes);
    byte[] why = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    String name = note[4].substring(0, note[4].indexOf('\n'));
    Optional<TaskError> error = why.length == 0 ? Optional.empty() : read(why, name);
    return TaskError.parentFailed(parent, name, status, error, StoredTask.time(note[3]));
  }
}
