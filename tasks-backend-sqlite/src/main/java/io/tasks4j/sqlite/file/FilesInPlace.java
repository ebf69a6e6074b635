package io.tasks4j.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a file and its log still are those that were opened. SQLite goes on writing to a file
 * that was deleted or replaced, and says nothing. Thread-safe.
 *
 * <p>Files are told apart by their inodes, as SQLite does for its locks; where the system has none
 * an open file cannot be deleted.
 */
final class FilesInPlace {
  private static final Logger LOG = LoggerFactory.getLogger(FilesInPlace.class);

  /** A look is two calls of the system: so often they do not count, even beside small commits. */
  private static final long BETWEEN_LOOKS = 10_000_000;

  private final Path file;
  private final Path log;
  private final @Nullable Object key;

  /** Empty until somebody surely has it open; guarded by this. */
  private @Nullable Object logKey;

  private volatile long lookedAt;
  private volatile @Nullable String problem;

  private FilesInPlace(Path file, @Nullable Object key) {
    this.file = file;
    this.log = file.resolveSibling(file.getFileName() + "-wal");
    this.key = key;
    this.lookedAt = System.nanoTime();
  }

  /** Those that are there now. */
  static FilesInPlace of(Path file) throws IOException {
    return new FilesInPlace(file, key(file));
  }

  /**
   * Looks, unless somebody did so a moment ago.
   *
   * @throws LostFileException when they are gone, or others are in their place
   */
  void check() {
    if (System.nanoTime() - lookedAt >= BETWEEN_LOOKS) {
      look();
    }
    String found = problem;
    if (found != null) {
      throw new LostFileException(file, found);
    }
  }

  /** Looks in any case. */
  void checkNow() {
    look();
    check();
  }

  /** The log is open by now, and SQLite keeps it as long as a connection is. */
  synchronized void logIsOpen() {
    if (logKey == null) {
      try {
        logKey = key(log);
      } catch (IOException e) {
        LOG.debug("no log beside {}", file, e);
      }
    }
  }

  /** A connection came or went: with the last one, of any process, SQLite deletes the log. */
  synchronized void logMayChange() {
    logKey = null;
  }

  private synchronized void look() {
    lookedAt = System.nanoTime();
    try {
      Object opened = key;
      problem = opened == null ? null : changed(file, opened, "");
      Object openedLog = logKey;
      if (problem == null && openedLog != null) {
        problem = changed(log, openedLog, "lost its log, which ");
      }
    } catch (IOException e) {
      // The next call of SQLite says what is wrong.
      LOG.debug("cannot look for {}", file, e);
    }
  }

  private static @Nullable String changed(Path path, Object opened, String which)
      throws IOException {
    try {
      return opened.equals(key(path)) ? null : which + "was replaced";
    } catch (NoSuchFileException e) {
      return which + "was deleted or moved";
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
