package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.tck.faults.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** No script names anything that is not there, on paths that no other test takes either. */
class LuaScriptTest {
  private static final Set<String> GLOBALS =
      Set.of(
          "ARGV",
          "KEYS",
          "cmsgpack",
          "ipairs",
          "math",
          "next",
          "pairs",
          "pcall",
          "redis",
          "setmetatable",
          "string",
          "table",
          "tonumber",
          "type",
          "unpack");
  private static final Pattern GROUP = Pattern.compile("(\\w+) = lazily\\(");

  private static final Map<LuaScript, LuaScript.Text> TEXTS = LuaScript.load(false, true);

  /** A pattern that begins as a record does, captured or not: sequence, priority, time. */
  private static final String HEAD = "('\\^\\(?%S\\+\\)? \\(?%d\\)? \\(?%d\\+)";

  private static final Pattern FUNCTION = Pattern.compile("^(?:local )?function ([\\w.]+)");

  /** The files that scripts are put together from. */
  private static final Map<String, String> SOURCES = sources();

  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  private static Map<String, String> sources() {
    Map<String, String> sources = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("src/main/resources/io/tasks4j/redis"), "*.lua")) {
      for (Path file : files) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void usesOnlyGlobalsThatEveryServerHas(LuaScript script) {
    Set<String> others = new TreeSet<>();
    try (Jedis jedis = Fixtures.connect(server)) {
      byte[] dump = "return string.dump(loadstring(ARGV[1]))".getBytes(StandardCharsets.US_ASCII);
      Object compiled = jedis.eval(dump, List.of(), List.of(TEXTS.get(script).source()));
      new Compiled((byte[]) compiled).globals(others);
    }

    others.removeAll(GLOBALS);
    assertEquals(Set.of(), others);
  }

  @ParameterizedTest
  @EnumSource
  void callsOnlyFunctionsThatAGroupHas(LuaScript script) {
    String commented = new String(TEXTS.get(script).source(), StandardCharsets.UTF_8);
    String text = commented.replaceAll("(?m)^ *--.*$", "");
    Set<String> undefined = new TreeSet<>();
    Matcher groups = GROUP.matcher(text);
    while (groups.find()) {
      String member = "\\b(" + groups.group(1) + "\\.\\w+)";
      undefined.addAll(found(member, text));
      undefined.removeAll(found("function " + member, text));
    }

    assertEquals(Set.of(), undefined);
  }

  @Test
  void theScriptsAreCommentedAsDenselyAsTheCore() {
    List<String> lines = SOURCES.values().stream().flatMap(String::lines).toList();
    long comments = lines.stream().filter(line -> line.strip().startsWith("--")).count();

    assertTrue(
        comments >= 0.18 * lines.size(), comments + " of " + lines.size() + " lines are comments");
  }

  @Test
  void everyFunctionSaysWhyItIsThere() {
    Set<String> silent = new TreeSet<>();
    SOURCES.forEach(
        (name, text) -> {
          String before = "";
          for (String line : text.lines().map(String::strip).toList()) {
            Matcher function = FUNCTION.matcher(line);
            if (function.find() && !before.startsWith("--")) {
              silent.add(name + ": " + function.group(1));
            }
            before = line;
          }
        });

    assertEquals(Set.of(), silent);
  }

  @Test
  void theHeadOfARecordIsParsedInOnePlace() {
    List<String> places = new ArrayList<>();
    SOURCES.forEach((name, text) -> found(HEAD, text).forEach(parser -> places.add(name)));

    assertEquals(List.of("common.lua"), places);
  }

  @Test
  void lettersAreWrittenInTheAlphabetsAlone() {
    Set<String> letters = new TreeSet<>();
    SOURCES.forEach(
        (name, text) ->
            found("('[A-Z]')", text).forEach(letter -> letters.add(name + ": " + letter)));

    assertEquals(Set.of(), letters);
  }

  @Test
  void aNameThatNoAlphabetHasIsRefusedAsTheScriptsAreLoaded() {
    assertEquals("if state == 'R' then", ScriptAlphabets.inline("if state == STATE.RUNNING then"));
    assertThrows(IllegalStateException.class, () -> ScriptAlphabets.inline("STATE.RAN"));
  }

  private static List<String> found(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().map(m -> m.group(1)).toList();
  }

  /** What Lua 5.1 makes of a script, as it is dumped by a machine of 64 bits. */
  private static final class Compiled {
    private static final int HEADER = 12;
    private static final int GETGLOBAL = 5;
    private static final int SETGLOBAL = 7;

    private final ByteBuffer in;

    Compiled(byte[] dumped) {
      in = ByteBuffer.wrap(dumped).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
    }

    /** Reads a function and those within it. */
    void globals(Set<String> names) {
      text();
      skip(2 * Integer.BYTES + 4);
      int[] code = new int[in.getInt()];
      for (int i = 0; i < code.length; i++) {
        code[i] = in.getInt();
      }
      List<String> constants = new ArrayList<>();
      for (int left = in.getInt(); left > 0; left--) {
        constants.add(constant());
      }
      for (int instruction : code) {
        int operation = instruction & 63;
        if (operation == GETGLOBAL || operation == SETGLOBAL) {
          names.add(constants.get(instruction >>> 14));
        }
      }
      for (int left = in.getInt(); left > 0; left--) {
        globals(names);
      }
      skip(in.getInt() * Integer.BYTES);
      for (int left = in.getInt(); left > 0; left--) {
        text();
        skip(2 * Integer.BYTES);
      }
      for (int left = in.getInt(); left > 0; left--) {
        text();
      }
    }

    private String constant() {
      int type = in.get();
      if (type == 4) {
        return text();
      }
      skip(type == 3 ? Double.BYTES : type);
      return "";
    }

    private String text() {
      byte[] text = new byte[(int) in.getLong()];
      in.get(text);
      return new String(text, 0, Math.max(text.length - 1, 0), StandardCharsets.UTF_8);
    }

    private void skip(int bytes) {
      in.position(in.position() + bytes);
    }
  }
}
