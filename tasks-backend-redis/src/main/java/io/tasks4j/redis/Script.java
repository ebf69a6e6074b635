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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Lua scripts, put together from resources of this package; four of them begin each: {@code
 * common}, {@code tasks}, {@code adding} and {@code join}. A part with parentheses becomes the body of
 * a function of its name, and so costs next to nothing in a call that has no need of it. What Java
 * and the scripts both know by name is in {@link Alphabets}.
 */
enum Script {
  ENQUEUE("enqueue"),
  CLAIM("claim() return_claim"),
  RENEW("renew"),
  EXCHANGE("settle() start_early() claim() exchange"),
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

  private final String parts;

  Script(String parts) {
    this.parts = parts;
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
  static Map<Script, Text> load(boolean sevenOrLater, boolean cluster) {
    String common =
        "local cluster = "
            + cluster
            + "\n"
            + read("common")
            + read("tasks")
            + read("adding")
            + read("join");
    Map<Script, Text> texts = new EnumMap<>(Script.class);
    for (Script script : values()) {
      String flags = script == ENQUEUE ? "" : " flags=allow-oom";
      String first = sevenOrLater ? "#!lua" + flags + "\n" : "";
      String write =
          sevenOrLater || script == ENQUEUE ? "" : "redis.call('DEL', KEYS[1] .. ':none')\n";
      String body =
          Stream.of(script.parts.split(" ")).map(Script::part).collect(Collectors.joining());
      byte[] source = (first + write + common + body).getBytes(StandardCharsets.UTF_8);
      texts.put(script, new Text(source, sha1(source)));
    }
    return texts;
  }

  private static String part(String name) {
    if (!name.endsWith("()")) {
      return read(name);
    }
    String function = name.substring(0, name.length() - 2);
    return "local function " + function + "(...)\n" + read(function) + "end\n";
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name + ".lua");
      }
      return Alphabets.inline(new String(in.readAllBytes(), StandardCharsets.UTF_8));
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
