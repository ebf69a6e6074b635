package io.tasks4j;

/** The rule for names that travel: of tasks, queues and workers. */
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
          what + " must be 1 to 128 letters, digits or . _ - : /, but is '" + name + "'");
    }
    return name;
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
