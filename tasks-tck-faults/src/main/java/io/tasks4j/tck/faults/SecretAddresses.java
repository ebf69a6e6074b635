package io.tasks4j.tck.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Addresses with a password, most of them wrong: none may show a part of it to anybody. */
public final class SecretAddresses {
  /** Its first letters are those of no other word, so that a part of it is found too. */
  private static final String SECRET = "Zq7xZq7y";

  private static final String PART = "Zq7";

  /** After the scheme; nobody listens at port 1. */
  private static final List<String> RESTS =
      List.of(
          "://user:%s@127.0.0.1:1/0",
          "://:%s@127.0.0.1:1",
          "://user:%s@127.0.0.1:1?nosuch=1",
          "://user:%s@127.0.0.1:1?poolSize=x",
          "://user:%s@127.0.0.1:1,127.0.0.1:1/x/y",
          "://user:%s@",
          "://user:%s@:1",
          "://user:%s@host:port",
          "://user:%s@host:99999",
          "://%s@127.0.0.1:1",
          "://user:%s",
          "://user:%s/0",
          "://user:%%%s@127.0.0.1:1",
          "://user:%%z%s@127.0.0.1:1",
          "://user:%s%%@127.0.0.1:1",
          "://user:1/%s@127.0.0.1:1",
          "://user:1?%s@127.0.0.1:1",
          "://user:1?%s=%s@127.0.0.1:1",
          "://user:1#%s@127.0.0.1:1",
          "://user:1&%s@127.0.0.1:1?a=b",
          "://user:a/%s?%s@127.0.0.1:1",
          "://user:\u0000%s@127.0.0.1:1",
          "//user:%s@127.0.0.1:1",
          ":user:%s@127.0.0.1:1",
          ":///user:%s@127.0.0.1:1",
          "://127.0.0.1:1?password=%s",
          "://127.0.0.1:1?%s",
          "://127.0.0.1:1?%s=1");

  private SecretAddresses() {}

  /**
   * Opens each address and closes what that gives. Fails when a part of the password is in an
   * error, its causes, what was printed, or the text of what was opened.
   */
  public static void assertKept(String scheme, Function<String, AutoCloseable> door) {
    for (String rest : RESTS) {
      String address = scheme + String.format(Locale.ROOT, rest, SECRET, SECRET);
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream out = System.out;
      PrintStream err = System.err;
      String said;
      try (PrintStream capture = new PrintStream(printed, true, UTF_8)) {
        System.setOut(capture);
        System.setErr(capture);
        said = open(address, door);
      } finally {
        System.setOut(out);
        System.setErr(err);
      }
      String all = said + printed.toString(UTF_8);
      assertFalse(all.contains(PART), () -> address + " shows its password: " + all);
    }
  }

  private static String open(String address, Function<String, AutoCloseable> door) {
    try (AutoCloseable opened = door.apply(address)) {
      return String.valueOf(opened);
    } catch (Exception e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }
}
