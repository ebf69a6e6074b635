package io.tasks4j.internal;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Texts of others for lines of a log or a terminal: one line, and nothing that steers.
 *
 * <p>The message of an exception, a name or the id in an address may hold a line break and then
 * what looks like another entry, or what moves the cursor of whoever reads.
 */
public final class LogText {
  private static final HexFormat HEX = HexFormat.of();

  /** So many causes are looked at. */
  private static final int DEEPEST = 50;

  private LogText() {}

  /** The text with {@code \n}, {@code \r}, {@code \t} and {@code \u001b} for what is no letter. */
  public static String line(String text) {
    if (text.codePoints().noneMatch(LogText::steers)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (!steers(c)) {
                line.appendCodePoint(c);
              } else if (c == '\n') {
                line.append("\\n");
              } else if (c == '\r') {
                line.append("\\r");
              } else if (c == '\t') {
                line.append("\\t");
              } else {
                for (char half : Character.toChars(c)) {
                  line.append("\\u").append(HEX.toHexDigits(half));
                }
              }
            });
    return line.toString();
  }

  /**
   * What a log may print with its trace: {@code thrown} itself, or a copy whose messages, and those
   * of its causes, are one line each.
   */
  public static Throwable trace(Throwable thrown) {
    Throwable at = thrown;
    for (int i = 0; at != null && i < DEEPEST; i++) {
      if (at.getSuppressed().length > 0 || !line(said(at)).equals(said(at))) {
        return new Told(thrown, DEEPEST);
      }
      at = at.getCause();
    }
    return thrown;
  }

  /** An exception class is foreign code: its message may throw. */
  private static String said(Throwable thrown) {
    try {
      return String.valueOf(thrown.toString());
    } catch (RuntimeException | Error e) {
      return thrown.getClass().getName();
    }
  }

  private static boolean steers(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Reads in a trace as what was thrown does; its message has the name of that class too. */
  private static final class Told extends Exception {
    Told(Throwable thrown, int deepest) {
      super(line(said(thrown)), cause(thrown, deepest));
      setStackTrace(thrown.getStackTrace());
      if (deepest > 0) {
        for (Throwable suppressed : thrown.getSuppressed()) {
          addSuppressed(new Told(suppressed, deepest - 1));
        }
      }
    }

    private static @Nullable Throwable cause(Throwable thrown, int deepest) {
      Throwable cause = thrown.getCause();
      return cause == null || deepest == 0 ? null : new Told(cause, deepest - 1);
    }

    /** Without the name of this class, which nobody has thrown. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
