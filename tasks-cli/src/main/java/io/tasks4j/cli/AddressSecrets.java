package io.tasks4j.cli;

import java.util.regex.Pattern;

/** Keeps passwords of addresses off the screen, wherever a message may have them from. */
final class AddressSecrets {
  /** {@code //user:password@}, to the last @ of the word: a password may have one in it. */
  private static final Pattern USER_INFO = Pattern.compile("//[^\\s/]*@");

  private static final Pattern SETTING =
      Pattern.compile("(?i)(\\b\\w*(?:password|secret|token)=)[^&\\s'\"]*");

  private AddressSecrets() {}

  /** The text without them. */
  static String hide(String text) {
    return SETTING
        .matcher(USER_INFO.matcher(text).replaceAll("//***@"))
        .replaceAll(found -> found.group(1) + "***");
  }
}
