package io.tasks4j.backend;

import io.tasks4j.internal.Durations;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A backend by address: {@code scheme:rest?name=value&name=value}.
 *
 * <p>An address may hold a password, and a wrong one may hold it anywhere: no error shows more of
 * one than its scheme, names of settings, and what cannot be a part of a password.
 *
 * <p>Remembers which settings were asked for, so that {@link #checkAllRead} can refuse a misspelt
 * one. Not thread-safe.
 */
public final class BackendUri {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}");
  private static final Pattern SETTING = Pattern.compile("[A-Za-z]{1,32}");

  /** As that of a server, but for a drive's letter before its folders. */
  private static final Pattern USER_AT_HOST =
      Pattern.compile("/*(?![A-Za-z]:[/\\\\])[^/\\\\:@]*:[^@]*@.*", Pattern.DOTALL);

  private final String scheme;
  private final String rest;
  private final Map<String, String> settings = new TreeMap<>();
  private final Set<String> read = new TreeSet<>();

  private BackendUri(String scheme, String rest) {
    this.scheme = scheme;
    this.rest = rest;
  }

  /**
   * Takes an address apart.
   *
   * @throws IllegalArgumentException when it has no scheme, or a setting has no value, comes twice
   *     or is not percent-encoded
   */
  public static BackendUri parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
      throw new IllegalArgumentException(
          "a backend address is like sqlite:tasks.db or memory:, but this has no scheme"
              + (isSafe(text) ? ": '" + text + "'" : ""));
    }
    if (text.regionMatches(true, 0, "jdbc:", 0, 5)) {
      String right = text.substring(5);
      throw new IllegalArgumentException(
          "an address has no jdbc: before it" + (isSafe(right) ? ": write '" + right + "'" : ""));
    }
    int query = text.indexOf('?', colon);
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    BackendUri uri =
        new BackendUri(scheme, text.substring(colon + 1, query < 0 ? text.length() : query));
    if (query >= 0 && uri.rest.startsWith("//") && text.indexOf('@', query) >= 0) {
      // A password with a ? would go on among the settings, and be shown as one.
      throw new IllegalArgumentException(
          "an @ among the settings of an address is written %40, and a ? in a password %3F");
    }
    if (query >= 0 && query + 1 < text.length()) {
      for (String pair : text.substring(query + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "a setting is name=value, but this is "
                  + shown(pair)
                  + "; a ? or & that is a part of something else is written %3F or %26");
        }
        String name = pair.substring(0, equals);
        String value = decoded("the value of setting " + shown(name), pair.substring(equals + 1));
        if (uri.settings.put(name, value) != null) {
          throw new IllegalArgumentException("setting given twice: " + shown(name));
        }
      }
    }
    return uri;
  }

  /**
   * Undoes percent-encoding, and a plus for a space, as in the values of settings.
   *
   * @param what names the part in the error, which does not show it
   * @throws IllegalArgumentException when a percent sign begins no escape
   */
  public static String decoded(String what, String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Without its cause, whose message may show a part of a password.
      throw new IllegalArgumentException(
          what + " has a % that begins no escape; a percent sign itself is written %25");
    }
  }

  /** The same address with no other settings than those of {@code names}. */
  public BackendUri only(Set<String> names) {
    BackendUri uri = new BackendUri(scheme, rest);
    settings.forEach(
        (name, value) -> {
          if (names.contains(name)) {
            uri.settings.put(name, value);
          }
        });
    return uri;
  }

  /** The part before the first colon, in lower case. */
  public String scheme() {
    return scheme;
  }

  /** What stands between the scheme and the settings. */
  public String rest() {
    return rest;
  }

  /**
   * What stands between the scheme and the settings, as a file.
   *
   * @throws IllegalArgumentException when it cannot be one, or looks like the address of a server:
   *     nobody means a file {@code user:password@host}
   */
  public Path file() {
    String wrong = "a " + scheme + " address names a file, like " + scheme + ":tasks.db, but this ";
    boolean host = rest.startsWith("//") && !rest.startsWith("///");
    if (host && (rest.indexOf('@') >= 0 || rest.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(wrong + "names a host");
    }
    if (USER_AT_HOST.matcher(rest).matches()) {
      throw new IllegalArgumentException(
          wrong + "names a user and a host; a file that is called so is written with ./ before it");
    }
    try {
      return Path.of(rest);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(wrong + "cannot be one: " + e.getReason());
    }
  }

  /** A setting as text, if it was given; percent-encoding is undone. */
  public Optional<String> text(String name) {
    read.add(name);
    return Optional.ofNullable(settings.get(name));
  }

  /**
   * A setting as a whole number, or {@code otherwise} when it was not given.
   *
   * @throws IllegalArgumentException when it is no whole number
   */
  public int integer(String name, int otherwise) {
    return text(name).map(value -> number(name, value)).orElse(otherwise);
  }

  /**
   * A setting as a duration, or {@code otherwise} when it was not given; see {@link
   * Durations#parse}.
   *
   * @throws IllegalArgumentException when it is no duration
   */
  public Duration duration(String name, Duration otherwise) {
    return text(name).map(value -> Durations.parse(name, value)).orElse(otherwise);
  }

  /**
   * Refuses an address that says where, for backends that are nowhere.
   *
   * @throws IllegalArgumentException when something stands between the scheme and the settings
   */
  public void checkEmptyRest() {
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "the address is just "
              + scheme
              + ": without more, but "
              + (settings.isEmpty() && isSafe(rest) ? "'" + rest + "'" : "more")
              + " follows");
    }
  }

  /**
   * Refuses settings that nobody asked for.
   *
   * @throws IllegalArgumentException when there is one
   */
  public void checkAllRead() {
    for (String name : settings.keySet()) {
      if (!read.contains(name)) {
        throw new IllegalArgumentException(
            "no setting " + shown(name) + " for " + scheme + ":, there are " + read);
      }
    }
  }

  /** Whether {@code text} can be shown: it is short, in plain letters, and names no user. */
  private static boolean isSafe(String text) {
    return text.length() <= 128
        && text.matches("([a-z]{1,16}:)?[A-Za-z0-9 _./\\\\-]*")
        && !text.contains("//");
  }

  /** A setting's name for an error. */
  private static String shown(String name) {
    return SETTING.matcher(name).matches() ? "'" + name + "'" : "(no name)";
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " must be a whole number, but is '" + value + "'", e);
    }
  }
}
