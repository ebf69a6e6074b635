package io.tasks4j;

/** A payload is larger than the queue's limit; nothing was enqueued. */
public final class PayloadTooLargeException extends TaskException {
  /** Says what happened. */
  public PayloadTooLargeException(String message) {
    super(message, null);
  }
}
