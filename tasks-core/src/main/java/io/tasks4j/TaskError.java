package io.tasks4j;

import io.tasks4j.internal.Names;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What went wrong with a task, as it is stored: bounded in size, and without Java classes. Half a
 * surrogate pair in a text becomes U+FFFD.
 *
 * @param reason why the library ended or delayed the task
 * @param type class name of the exception, for people and for grouping, at most {@value #MAX_TYPE}
 *     characters
 * @param message its message, at most {@value #MAX_MESSAGE} characters; may be empty
 * @param stackTrace its trace with causes, at most {@value #MAX_TRACE} characters; may be empty
 * @param attempt the attempt that failed, from 1
 * @param at when, by the clock of the worker
 * @param origin of a task that waited for others, which of them, or of those they waited for, it
 *     was that did not succeed; empty otherwise
 */
public record TaskError(
    Reason reason,
    String type,
    String message,
    String stackTrace,
    int attempt,
    Instant at,
    Optional<TaskId> origin) {
  /** Longest message kept, in characters. */
  public static final int MAX_MESSAGE = 2_000;

  /** Longest class name kept, in characters. */
  public static final int MAX_TYPE = 512;

  /** Longest stack trace kept, in characters. */
  public static final int MAX_TRACE = 8_000;

  /** Why a task failed. */
  public enum Reason {
    /** The task threw. */
    EXECUTION,
    /** The task threw, and its retries are used up. */
    MAX_RETRIES,
    /** The task said that trying again is of no use, or its retry strategy did. */
    GAVE_UP,
    /** The task did not end within its timeout. */
    TIMEOUT,
    /** No worker knew the name for too long. */
    UNKNOWN_NAME,
    /** Workers died with it, too many times. */
    LOST,
    /** The payload could not be read, or the result could not be written. */
    SERIALIZATION,
    /** A task that it waited for did not succeed, so it never ran. */
    PARENT
  }

  public TaskError {
    type = cut(type, MAX_TYPE);
    message = cut(message, MAX_MESSAGE);
    stackTrace = cut(stackTrace, MAX_TRACE);
  }

  /** An error of the task itself. */
  public TaskError(
      Reason reason, String type, String message, String stackTrace, int attempt, Instant at) {
    this(reason, type, message, stackTrace, attempt, at, Optional.empty());
  }

  /** Describes {@code thrown}, with its causes. */
  public static TaskError of(Reason reason, Throwable thrown, int attempt, Instant at) {
    String message;
    String trace;
    try {
      String said = thrown.getMessage();
      message = said == null ? "" : said;
      BoundedWriter text = new BoundedWriter(MAX_TRACE + 1);
      thrown.printStackTrace(new PrintWriter(text));
      trace = text.toString();
    } catch (Throwable e) {
      // An exception class is foreign code too: its getMessage may throw anything.
      message = "(its message could not be read: " + e.getClass().getName() + ")";
      trace = "";
    }
    return new TaskError(reason, thrown.getClass().getName(), message, trace, attempt, at);
  }

  /** The error of a task whose workers vanished {@code losses} times, last {@code worker}. */
  public static TaskError lost(String worker, int losses, int attempt, Instant at) {
    String message =
        losses
            + " deliveries were lost, the last by worker '"
            + worker
            + "'; it may end the JVM, or run longer than a lease without renewal";
    return new TaskError(
        Reason.LOST, TaskExecutionException.class.getName(), message, "", attempt, at);
  }

  /** The error of a task whose name no worker knew for {@code unknownFor}. */
  public static TaskError unknownName(String name, Duration unknownFor, int attempt, Instant at) {
    String message =
        "no worker of its queue knew the task '"
            + name
            + "' for "
            + unknownFor
            + "; register it with a worker and requeue";
    return new TaskError(
        Reason.UNKNOWN_NAME, TaskExecutionException.class.getName(), message, "", attempt, at);
  }

  /**
   * The error of a task that waited for {@code parent}, which ended as {@code status} says.
   *
   * @param why the parent's error; when that had waited in vain itself, it is this one's too, so
   *     that the last of many tells of the first
   */
  public static TaskError parentFailed(
      TaskId parent, String name, TaskStatus status, Optional<TaskError> why, Instant at) {
    if (why.isPresent() && why.get().reason == Reason.PARENT) {
      return new TaskError(
          Reason.PARENT, why.get().type, why.get().message, "", 1, at, why.get().origin);
    }
    boolean failed = status == TaskStatus.FAILURE && why.isPresent();
    String type = failed ? why.get().type : TaskCancelledException.class.getName();
    String cause = failed ? ": " + type + ": " + why.get().message : "";
    String message = "task " + parent + " ('" + name + "') ended " + status + cause;
    return new TaskError(Reason.PARENT, type, message, "", 1, at, Optional.of(parent));
  }

  /** The error of a task that was of use only to {@code dependant}, which has ended before it. */
  public static TaskError notNeeded(TaskId dependant, Instant at) {
    String message = "task " + dependant + " alone needed this one, and has ended before it";
    String type = TaskCancelledException.class.getName();
    return new TaskError(Reason.PARENT, type, message, "", 1, at);
  }

  /** The same error under another reason. */
  public TaskError because(Reason other) {
    return new TaskError(other, type, message, stackTrace, attempt, at, origin);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return Names.repairText(text);
    }
    // Never between the two halves of a surrogate pair.
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return Names.repairText(text.substring(0, end)) + "…";
  }

  /** Keeps the first characters alone: a thousand causes may each have a long message. */
  private static final class BoundedWriter extends Writer {
    private final StringBuilder kept = new StringBuilder();
    private final int most;

    BoundedWriter(int most) {
      this.most = most;
    }

    @Override
    public void write(char[] text, int from, int length) {
      kept.append(text, from, Math.min(length, most - kept.length()));
    }

    @Override
    public void write(String text, int from, int length) {
      kept.append(text, from, from + Math.min(length, most - kept.length()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return kept.toString();
    }
  }
}
