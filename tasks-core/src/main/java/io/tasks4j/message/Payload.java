package io.tasks4j.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encoded payload or result, with its media type. Immutable by agreement: bytes are not copied. */
public final class Payload {
  /** Media type of JSON, the default. */
  public static final String JSON = "application/json";

  private final byte[] bytes;
  private final String contentType;

  private Payload(byte[] bytes, String contentType) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    this.contentType = checkContentType(Objects.requireNonNull(contentType, "contentType"));
  }

  /**
   * A payload over {@code bytes}, which must not be changed afterwards.
   *
   * @param contentType a media type: 1 to 255 printable ASCII characters
   */
  public static Payload of(byte[] bytes, String contentType) {
    return new Payload(bytes, contentType);
  }

  /** A payload of JSON text. */
  public static Payload json(String text) {
    return new Payload(text.getBytes(StandardCharsets.UTF_8), JSON);
  }

  /** Whether {@code text} can be a media type. */
  public static boolean isContentType(String text) {
    return !text.isEmpty()
        && text.length() <= 255
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String checkContentType(String text) {
    if (!text.equals(JSON) && !isContentType(text)) {
      throw new IllegalArgumentException(
          "a media type has 1 to 255 printable ASCII characters, but this has "
              + text.length()
              + " or others");
    }
    return text;
  }

  /** The bytes themselves, not a copy; must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Media type of the bytes. */
  public String contentType() {
    return contentType;
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** The bytes read as UTF-8. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && contentType.equals(that.contentType)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Type and size; the content may be private and stays out of logs. */
  @Override
  public String toString() {
    return contentType + "[" + bytes.length + " bytes]";
  }
}
