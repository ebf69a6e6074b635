package io.tasks4j.examples.quickstart;

import io.tasks4j.TaskId;

/**
 * An image file as it was found.
 *
 * @param name file name
 * @param bytes its size
 * @param modified its time, in epoch milliseconds
 */
record Picture(String name, long bytes, long modified) {
  /** Longest side of a thumbnail, in pixels. */
  static final int BOX = 256;

  /**
   * The id of the task for this state of this file. Enqueueing it again stores nothing, so that a
   * second run of the program adds no second task; a file that has changed gets a new one.
   */
  TaskId taskId() {
    return TaskId.derived("thumbnail/" + BOX + "/" + bytes + "/" + modified + "/" + name);
  }

  MakeThumbnail.Image payload() {
    return new MakeThumbnail.Image(name, BOX);
  }
}
