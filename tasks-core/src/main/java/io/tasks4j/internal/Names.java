package io.tasks4j.internal;

import java.util.function.Function;
import java.util.function.Supplier;

/** The rules for texts that travel: names of tasks, queues and workers, and free text. */
public final class Names {
  private static final int LONGEST = 128;

  private Names() {}

  /**
   * Gives {@code name} back when it has 1 to 128 ASCII letters, digits, {@code . _ - : /}.
   *
   * @param what names the parameter in the error
   * @throws IllegalArgumentException when it has not
   */
  public static String check(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 128 letters, digits or . _ - : /, but is '" + shown(name) + "'");
    }
    return name;
  }

  /**
   * Gives {@code text} back when it is Unicode: half a surrogate pair is no character, and no store
   * would give it back.
   *
   * @param what names the parameter in the error
   * @throws IllegalArgumentException when it is not
   */
  public static String checkText(String what, String text) {
    return checkText(() -> what, text);
  }

  /** The same, where the name of the parameter takes time to make. */
  public static String checkText(Supplier<String> what, String text) {
    int half = half(text, 0);
    if (half >= 0) {
      throw new IllegalArgumentException(
          what.get()
              + " has half a surrogate pair, at index "
              + half
              + "; it must be whole characters");
    }
    return text;
  }

  /** The same text with U+FFFD for each half of a surrogate pair that stands alone. */
  public static String repairText(String text) {
    return replaceHalves(text, half -> "\uFFFD");
  }

  /** The same text with something else for each half of a surrogate pair that stands alone. */
  public static String replaceHalves(String text, Function<Character, String> replacement) {
    int half = half(text, 0);
    if (half < 0) {
      return text;
    }
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (; half >= 0; half = half(text, from)) {
      replaced.append(text, from, half).append(replacement.apply(text.charAt(half)));
      from = half + 1;
    }
    return replaced.append(text, from, text.length()).toString();
  }

  /** Where the next half of a surrogate pair stands alone; -1 when none does. */
  private static int half(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** A wrong name for an error, which goes to logs: bounded, and without control characters. */
  private static String shown(String name) {
    String start = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
    return repairText(start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "\uFFFD"));
  }

  /** By hand: each task passes here several times, and a matcher costs more than its envelope. */
  private static boolean isName(String text) {
    int length = text.length();
    if (length < 1 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '-' && c <= ':') // - . / 0 to 9 :
              || c == '_';
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
