package io.tasks4j.backend;

import io.tasks4j.Durations;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A backend by address: {@code scheme:rest?name=value&name=value}.
 *
 * <p>Remembers which settings were asked for, so that {@link #checkAllRead} can refuse a misspelt
 * one. Not thread-safe.
 */
public final class BackendUri {
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
   * @throws IllegalArgumentException when it has no scheme, or a setting has no value or comes
   *     twice
   */
  public static BackendUri parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "a backend address is like sqlite:tasks.db or memory:, but this is '" + text + "'");
    }
    if (text.regionMatches(true, 0, "jdbc:", 0, 5)) {
      throw new IllegalArgumentException(
          "an address has no jdbc: before it: write '" + text.substring(5) + "'");
    }
    int query = text.indexOf('?', colon);
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    BackendUri uri =
        new BackendUri(scheme, text.substring(colon + 1, query < 0 ? text.length() : query));
    if (query >= 0 && query + 1 < text.length()) {
      for (String pair : text.substring(query + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException("a setting is name=value, but this is '" + pair + "'");
        }
        String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        if (uri.settings.put(pair.substring(0, equals), value) != null) {
          throw new IllegalArgumentException("setting given twice: '" + pair + "'");
        }
      }
    }
    return uri;
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
          "the address is just " + scheme + ": without more, but '" + rest + "' follows");
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
            "no setting '" + name + "' for " + scheme + ":, there are " + read);
      }
    }
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
