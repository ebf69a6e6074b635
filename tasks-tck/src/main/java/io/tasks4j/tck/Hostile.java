package io.tasks4j.tck;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Values that programs do not expect; the same random source gives the same ones. */
public final class Hostile {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    99,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 53,
    253_402_300_800_000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "-",
          "\u0000",
          "\n",
          "a b\nc",
          "-1",
          "1e999999999",
          "9".repeat(400),
          "0x1F",
          "NaN",
          "-nan",
          "inf",
          "null",
          "true",
          "\ud83d\ude00\uffff",
          "x".repeat(5_000),
          "default",
          "{}",
          "[1,2]",
          "%s%n",
          "'");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "-0",
          "1e999999999",
          "-1e-999999999",
          "1.5",
          "99999999999999999999",
          "-9223372036854775808",
          "9223372036854775807",
          "7".repeat(10_000),
          "NaN",
          "[".repeat(5_000),
          "{\"a\":".repeat(2_000),
          "\"" + "x".repeat(100_000) + "\"",
          "{\"@class\":\"java.lang.ProcessBuilder\"}",
          "[\"java.lang.ProcessBuilder\",{}]",
          "{\"at\":-1}",
          "{\"after\":9223372036854775807}",
          "{\"at\":1e400}");

  private Hostile() {}

  /** A number at an edge, or any. */
  public static long number(SplittableRandom random) {
    int i = random.nextInt(NUMBERS.length + 1);
    return i < NUMBERS.length ? NUMBERS[i] : random.nextLong();
  }

  /** A text that is none of what it should be. */
  public static String text(SplittableRandom random) {
    int i = random.nextInt(TEXTS.size() + 1);
    return i < TEXTS.size() ? TEXTS.get(i) : Long.toString(number(random));
  }

  /** Bytes that are nothing, or nearly JSON. */
  public static byte[] bytes(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> any(random, random.nextInt(40));
      case 1 -> any(random, random.nextInt(5_000));
      case 2 -> text(random).getBytes(StandardCharsets.UTF_8);
      default -> value(random).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** A JSON value, or the beginning of one, of the wrong type, size or depth. */
  public static String value(SplittableRandom random) {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  /**
   * JSON that is like {@code json}, but for one to three changes: values, bytes, members that come
   * twice, an end that comes early.
   */
  public static byte[] like(String json, SplittableRandom random) {
    String changed = json;
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed = change(changed, random);
    }
    byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String change(String json, SplittableRandom random) {
    int from = next(json, ":[,{", random);
    int to = next(json.substring(from), ",}]", random) + from;
    return switch (random.nextInt(5)) {
      case 0, 1 -> json.substring(0, from) + value(random) + json.substring(to);
      case 2 -> json.substring(0, from) + json.substring(from, to) + json.substring(from);
      case 3 -> json.substring(0, random.nextInt(json.length() + 1));
      default -> {
        int at = random.nextInt(json.length() + 1);
        yield json.substring(0, at) + text(random) + json.substring(at);
      }
    };
  }

  /** The place after one of {@code marks}, at random; that of the end when there is none. */
  private static int next(String json, String marks, SplittableRandom random) {
    if (json.isEmpty()) {
      return 0;
    }
    int start = random.nextInt(json.length());
    for (int i = start; i < json.length(); i++) {
      if (marks.indexOf(json.charAt(i)) >= 0) {
        return marks.startsWith(":") ? i + 1 : i;
      }
    }
    return json.length();
  }

  private static byte[] any(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
