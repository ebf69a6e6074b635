package io.tasks4j.examples.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line.
 *
 * @param folder the images; empty means that photos are to be drawn
 * @param photos how many
 * @param fresh whether what was done before is forgotten
 * @param requeue whether dead letters are tried again
 * @param plain whether progress is shown as lines although there is a terminal
 * @param help whether to explain only
 */
record Arguments(
    Optional<Path> folder,
    int photos,
    boolean fresh,
    boolean requeue,
    boolean plain,
    boolean help) {
  private static final int MOST_PHOTOS = 100_000;

  /**
   * Reads a command line.
   *
   * @throws UsageException when it is wrong
   */
  static Arguments parse(String... args) {
    Optional<Path> folder = Optional.empty();
    int photos = 200;
    boolean fresh = false;
    boolean requeue = false;
    boolean plain = false;
    boolean help = false;
    boolean options = true;
    for (String arg : args) {
      if (!options || !arg.startsWith("-")) {
        if (folder.isPresent()) {
          throw new UsageException("one folder at a time, but '" + arg + "' is a second one");
        }
        folder = Optional.of(path(arg));
      } else if (arg.equals("--")) {
        options = false;
      } else if (arg.equals("--fresh")) {
        fresh = true;
      } else if (arg.equals("--requeue")) {
        requeue = true;
      } else if (arg.equals("--plain")) {
        plain = true;
      } else if (arg.equals("--help") || arg.equals("-h")) {
        help = true;
      } else if (arg.startsWith("--photos=")) {
        photos = photos(arg.substring("--photos=".length()));
      } else {
        throw new UsageException("there is no option '" + arg + "'");
      }
    }
    return new Arguments(folder, photos, fresh, requeue, plain, help);
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new UsageException("'" + text + "' is no folder name: " + e.getReason());
    }
    throw new UsageException("the folder name is empty");
  }

  private static int photos(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= MOST_PHOTOS) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Answered below, as any other number out of range.
    }
    throw new UsageException("--photos is from 1 to " + MOST_PHOTOS + ", but is '" + text + "'");
  }
}
