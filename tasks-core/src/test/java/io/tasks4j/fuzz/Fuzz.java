package io.tasks4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs something on many inputs made at random: {@code -Dtasks4j.fuzz.tries=1000000} on so many,
 * {@code -Dtasks4j.fuzz.seed=7} on others.
 */
final class Fuzz {
  private static final int TRIES = Integer.getInteger("tasks4j.fuzz.tries", 5_000);
  private static final long SEED = Long.getLong("tasks4j.fuzz.seed", 42);

  /** What any input may cost, however short. */
  private static final long FREE_BYTES = 4_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What stands for a JSON value, of the wrong type, size or depth, or for the begin of one. */
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
          "\"\ud83d\ude00\"",
          "-0",
          "0",
          "-1",
          "1e999999999",
          "-1e-999999999",
          "1e400",
          "0.10000000000000000000000000000000000001",
          "1.5",
          "99999999999999999999",
          "-9223372036854775808",
          "9223372036854775807",
          "2147483648",
          "7".repeat(10_000),
          "1." + "3".repeat(900),
          "NaN",
          "[".repeat(5_000),
          "[".repeat(400) + "]".repeat(400),
          "{\"a\":".repeat(2_000),
          "[" + "null,".repeat(20_000) + "1]",
          "\"" + "x".repeat(100_000) + "\"",
          "{\"@class\":\"java.lang.ProcessBuilder\"}",
          "[\"java.lang.ProcessBuilder\",{}]",
          "{\"at\":-1}",
          "{\"after\":9223372036854775807}",
          "{\"at\":1e400}",
          "/* */ 1",
          "'single'");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "\n",
          "\"",
          "\\",
          "\\u",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\ufeff",
          "\ud800",
          "é",
          "*",
          "/",
          "-",
          "#",
          "?",
          "@",
          "%",
          "%zz",
          "0",
          "9".repeat(50),
          "L",
          "W");

  private Fuzz() {}

  /** Makes and tries inputs; a failure names the input by its number. */
  static void run(Consumer<SplittableRandom> attempt) {
    for (int i = 0; i < TRIES; i++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + i);
      try {
        attempt.accept(random);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("try " + i + " of seed " + SEED + ": " + e, e);
      }
    }
  }

  /** Fails when {@code work} makes more objects than an input of {@code size} bytes is worth. */
  static void bounded(long size, Runnable work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    long made = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(made < FREE_BYTES + 200 * size, () -> made + " bytes made of " + size);
  }

  /** One of {@code from}. */
  static <T> T pick(List<T> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }

  static String value(SplittableRandom random) {
    return pick(VALUES, random);
  }

  /** JSON like {@code json}, but for a few changes. */
  static String likeJson(String json, SplittableRandom random) {
    String changed = json;
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed = change(changed, random);
    }
    return changed;
  }

  /** Text like {@code text}, with characters cut, put in and doubled. */
  static String like(String text, SplittableRandom random) {
    String changed = text;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(changed.length() + 1);
      int to = Math.min(changed.length(), from + random.nextInt(6));
      changed =
          switch (random.nextInt(4)) {
            case 0 -> changed.substring(0, from) + changed.substring(to);
            case 1 -> changed.substring(0, from) + pick(TEXTS, random) + changed.substring(to);
            case 2 -> changed.substring(0, from) + pick(TEXTS, random) + changed.substring(from);
            default -> changed.substring(0, to) + changed.substring(from);
          };
    }
    return changed;
  }

  private static String change(String json, SplittableRandom random) {
    int at = random.nextInt(json.length() + 1);
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        // A value of a member, or of a list.
        int from = json.indexOf(':', at) + 1;
        int comma = json.indexOf(',', from);
        int brace = json.indexOf('}', from);
        int to = comma < 0 ? brace : brace < 0 ? comma : Math.min(comma, brace);
        yield from == 0 || to < from
            ? json
            : json.substring(0, from) + value(random) + json.substring(to);
      }
      case 3 -> {
        // A member that comes twice.
        int from = json.indexOf(",\"", at);
        int to = from < 0 ? -1 : json.indexOf(",\"", from + 1);
        yield to < 0 ? json : json.substring(0, to) + json.substring(from);
      }
      case 4 -> like(json, random);
      default -> {
        int from = json.indexOf(",\"", at);
        yield from < 0
            ? json
            : json.substring(0, from)
                + ",\"x"
                + random.nextInt(3)
                + "\":"
                + value(random)
                + json.substring(from);
      }
    };
  }
}
