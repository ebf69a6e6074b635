package io.tasks4j;

import java.util.regex.Pattern;

/** The rule for names that travel: of tasks, queues and workers. */
public final class Names {
  private static final Pattern NAME = Pattern.compile("[\\p{Alnum}._:/-]{1,128}");

  private Names() {}

  /**
   * Gives {@code name} back when it has 1 to 128 ASCII letters, digits, {@code . _ - : /}.
   *
   * @param what names the parameter in the error
   * @throws IllegalArgumentException when it has not
   */
  public static String check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " must be 1 to 128 letters, digits or . _ - : /, but is '" + name + "'");
    }
    return name;
  }
}
