package io.tasks4j.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the answers of scripts: lists of byte arrays, numbers, lists and nothing. */
final class ScriptReplies {
  private ScriptReplies() {}

  static List<@Nullable Object> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return new ArrayList<@Nullable Object>(list);
    }
    throw new IllegalStateException("a script answered no list, but " + reply);
  }

  static long number(@Nullable Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    return Long.parseLong(text(reply));
  }

  static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  static byte @Nullable [] bytes(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? bytes : null;
  }
}
