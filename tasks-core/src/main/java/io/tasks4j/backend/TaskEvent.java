package io.tasks4j.backend;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;

/**
 * What may happen to a task; {@link Transitions} says what becomes of it. Whatever needs a claim is
 * applied only under the latest token: that is the store's to check.
 */
public sealed interface TaskEvent {
  /** When it happens, in epoch milliseconds by the backend's clock. */
  long now();

  /** A worker claims the task. */
  record Claimed(long now) implements TaskEvent {}

  /**
   * The holder of the claim says how it ended.
   *
   * @param name the task's name, for the error of one that nobody knows
   */
  record Settled(Outcome outcome, String name, long now) implements TaskEvent {}

  /** The lease of {@code worker} has run out. */
  record Lapsed(String worker, long now) implements TaskEvent {}

  /** Somebody asks for its end. */
  record Cancel(long now) implements TaskEvent {}

  /** Its expiry may have passed. */
  record Expire(long now) implements TaskEvent {}

  /** Its due time may have come. */
  record Promote(long now) implements TaskEvent {}

  /**
   * Its due time is taken back.
   *
   * @param enqueued when it was enqueued
   */
  record StartEarly(long enqueued, long now) implements TaskEvent {}

  /** An operator puts it back. Nobody else holds its unique key: that is the store's to check. */
  record Requeue(long now) implements TaskEvent {}

  /** An operator removes it. */
  record Purge(long now) implements TaskEvent {}

  /**
   * Parents of it have ended, in slots that were empty so far.
   *
   * @param succeeded how many ended SUCCESS
   * @param failed how many ended otherwise
   */
  record ParentsEnded(int succeeded, int failed, long now) implements TaskEvent {}

  /** A parent that had not succeeded is to be tried again; its slot is empty now. */
  record ParentPutBack(long now) implements TaskEvent {}

  /** The one task that needs it, to which it is bound, was given up. */
  record NotNeeded(TaskId dependant, long now) implements TaskEvent {}

  /** What is stored of a claimed task cannot be read. */
  record Unreadable(TaskError error, long now) implements TaskEvent {}

  /** The holder of the claim lets the task wait for something without a worker. */
  record Suspend(long now) implements TaskEvent {}

  /** What a suspended task waited for has come. */
  record Resume(long now) implements TaskEvent {}
}
