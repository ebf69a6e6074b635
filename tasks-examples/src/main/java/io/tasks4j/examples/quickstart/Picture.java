package io.tasks4j.examples.quickstart;

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
   * The payload of the task for this state of this file. By it a second run of the program knows
   * the task that is there, and adds no second one; a file that has changed gets a new one.
   */
  MakeThumbnail.Image payload() {
    return new MakeThumbnail.Image(name, BOX, bytes, modified);
  }
}
