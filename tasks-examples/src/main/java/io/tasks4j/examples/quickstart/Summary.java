package io.tasks4j.examples.quickstart;

import java.time.Duration;
import java.util.Locale;

/**
 * What a run came to.
 *
 * @param images image files in the folder
 * @param made thumbnails made by this run
 * @param before thumbnails that were there when it began
 * @param retries failed attempts of this run that were tried again
 * @param died tasks that became dead letters in this run
 * @param dead dead letters at its end, those from before included
 * @param took from the start of the worker to the last task
 */
record Summary(int images, int made, int before, int retries, int died, int dead, Duration took) {

  /** The summary in one line. */
  String line() {
    double seconds = took.toNanos() / 1e9;
    int tasks = made + died;
    return String.format(
        Locale.ROOT,
        "%d images: %d done now, %d done before, %d retries, %d dead; %.1f s, %.1f tasks/s",
        images,
        made,
        before,
        retries,
        dead,
        seconds,
        tasks == 0 ? 0.0 : tasks / seconds);
  }
}
