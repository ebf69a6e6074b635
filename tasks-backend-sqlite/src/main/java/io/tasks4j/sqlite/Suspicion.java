package io.tasks4j.sqlite;

/**
 * Which tasks are suspected of taking their workers down: lost before, and on their last delivery.
 */
record Suspicion(int maxDeliveries) {
  boolean isSuspect(int losses) {
    return losses > 0 && losses >= maxDeliveries - 1;
  }
}
