package io.tasks4j.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Lua scripts, put together from resources of this package; four of them begin each: {@code
 * common}, {@code tasks}, {@code adding} and {@code join}. Where one includes another, that stands
 * as a function, made when a call comes there: one that has no need of it does not pay. What Java
 * and the scripts both know by name is in {@link ScriptAlphabets}.
 */
enum LuaScript {
  ENQUEUE("enqueue"),
  CLAIM("return_claim"),
  RENEW("renew"),
  EXCHANGE("exchange"),
  WITHDRAW("withdraw"),
  ADMIN("admin"),
  LIST("list"),
  STATS("stats"),
  THROUGHPUT("throughput"),
  PAUSE("pause"),
  SWEEP("sweep"),
  RELAY("relay"),
  ARRIVE("arrive"),
  SCHEDULES("schedules"),
  LOCKS("locks");

  private static final Pattern INCLUDE = Pattern.compile("\\binclude '(\\w+)'");

  private final String main;

  LuaScript(String main) {
    this.main = main;
  }

  /** A script as a server of some version takes it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Text(byte[] source, byte[] sha) {}

  /**
   * All scripts.
   *
   * <p>All but enqueue run on a server that is full, since they are what frees memory. From Redis
   * 7.0 they say so; before, a script runs to its end once it has written, so it begins with a
   * write that changes nothing.
   *
   * @param sevenOrLater whether the server is Redis 7.0 or later
   * @param cluster whether a script must keep to the queues it is given
   */
  static Map<LuaScript, Text> load(boolean sevenOrLater, boolean cluster) {
    String common =
        "local cluster = "
            + cluster
            + "\n"
            + read("common")
            + read("tasks")
            + read("adding")
            + read("join");
    Map<LuaScript, Text> texts = new EnumMap<>(LuaScript.class);
    for (LuaScript script : values()) {
      String flags = script == ENQUEUE ? "" : " flags=allow-oom";
      String first = sevenOrLater ? "#!lua" + flags + "\n" : "";
      String write =
          sevenOrLater || script == ENQUEUE ? "" : "redis.call('DEL', KEYS[1] .. ':none')\n";
      byte[] source = (first + write + common + read(script.main)).getBytes(StandardCharsets.UTF_8);
      texts.put(script, new Text(source, sha1(source)));
    }
    return texts;
  }

  private static String read(String name) {
    try (InputStream in = LuaScript.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name + ".lua");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return INCLUDE
          .matcher(ScriptAlphabets.inline(text))
          .replaceAll(
              part -> Matcher.quoteReplacement("(function(...)\n" + read(part.group(1)) + "end)"));
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's " + name + ".lua cannot be read", e);
    }
  }

  private static byte[] sha1(byte[] source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(source);
      return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
