package io.tasks4j;

/** The backend cannot do what was asked; the message names what would do. */
public final class UnsupportedCapabilityException extends TaskException {
  /** Says what happened. */
  public UnsupportedCapabilityException(String message) {
    super(message, null);
  }
}
