package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.tck.faults.RedisServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** No script names anything that is not there, on paths that no other test takes either. */
class ScriptTest {
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

  private static final Map<Script, Script.Text> TEXTS = Script.load(false, true);
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void usesOnlyGlobalsThatEveryServerHas(Script script) {
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
  void callsOnlyFunctionsThatAGroupHas(Script script) {
    String text = new String(TEXTS.get(script).source(), StandardCharsets.UTF_8);
    Set<String> undefined = new TreeSet<>();
    Matcher groups = GROUP.matcher(text);
    while (groups.find()) {
      String member = "\\b(" + groups.group(1) + "\\.\\w+)";
      undefined.addAll(found(member, text));
      undefined.removeAll(found("function " + member, text));
    }

    assertEquals(Set.of(), undefined);
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
