package io.tasks4j.dashboard.view;

import java.time.Duration;

/** Text for people, of what comes from tasks and workers and may be anything. */
public final class DisplayTexts {
  private DisplayTexts() {}

  /** Without what would steer a terminal, or make a line read other than it is written. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean steers =
                  (Character.isISOControl(c) && c != '\n' && c != '\t')
                      || Character.getType(c) == Character.FORMAT
                      || Character.getType(c) == Character.SURROGATE;
              clean.appendCodePoint(steers ? '\uFFFD' : c);
            });
    return clean.toString();
  }

  /** In one line, cut to {@code most} characters. */
  public static String brief(String text, int most) {
    String line = text.replaceAll("\\s+", " ").strip();
    if (line.length() <= most) {
      return line;
    }
    // Never between the two halves of a surrogate pair.
    int end = Character.isHighSurrogate(line.charAt(most - 2)) ? most - 2 : most - 1;
    return line.substring(0, end) + "…";
  }

  /** {@code 850ms}, {@code 12s}, {@code 5m 3s}, {@code 7h 12m}, {@code 3d 4h}. */
  public static String age(Duration time) {
    if (time.toDays() > 0) {
      return time.toDays() + "d " + time.toHoursPart() + "h";
    } else if (time.toHours() > 0) {
      return time.toHours() + "h " + time.toMinutesPart() + "m";
    } else if (time.toMinutes() > 0) {
      return time.toMinutes() + "m " + time.toSecondsPart() + "s";
    }
    return time.toSeconds() > 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
