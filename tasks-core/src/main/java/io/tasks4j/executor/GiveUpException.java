package io.tasks4j.executor;

import org.jspecify.annotations.Nullable;

/** Made by {@code context.giveUp}: ends the task as a dead letter at once. */
final class GiveUpException extends RuntimeException {
  GiveUpException(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
