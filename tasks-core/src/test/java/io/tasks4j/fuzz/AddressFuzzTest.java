package io.tasks4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tasks4j.BackendException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackends;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Addresses of anybody: opened or refused by one type, which shows nothing of a password. */
class AddressFuzzTest {
  private static final String SECRET = "Zq7Zq7Zq7";
  private static final List<Consumer<String>> DOORS =
      List.of(
          text -> BackendUri.parse(text).checkAllRead(),
          text -> BackendUri.parse(text).checkEmptyRest(),
          text -> TaskBackends.open(text).close());
  private static final List<String> ADDRESSES =
      List.of(
          "redis://user:" + SECRET + "@host:6379/0?namespace=a",
          "amqp://user:" + SECRET + "@host:5672/vhost?metadata=memory:",
          "memory://:" + SECRET + "@host",
          "memory:?password=" + SECRET,
          "memory:?maxDeliveries=3&deadAge=7d",
          "jdbc:sqlite://u:" + SECRET + "@h",
          "://:" + SECRET + "@host",
          ":" + SECRET + "@host");

  @Test
  void any_address_is_opened_or_refused_without_telling_the_password() {
    Fuzz.run(
        random -> {
          String text = address(random);
          // What has lost the mark of a user is no address of one.
          boolean secret = text.indexOf('@') >= 0;
          try {
            Fuzz.pick(DOORS, random).accept(text);
          } catch (IllegalArgumentException | BackendException refused) {
            for (Throwable e = refused; e != null; e = e.getCause()) {
              assertFalse(secret && String.valueOf(e).contains("Zq7"), () -> text + ": " + refused);
            }
          }
        });
  }

  /** Changed outside the password, and by a mark inside it that should have been encoded. */
  private static String address(SplittableRandom random) {
    String whole = Fuzz.pick(ADDRESSES, random);
    int at = whole.indexOf(SECRET);
    if (at < 0) {
      return Fuzz.like(whole, random);
    }
    String mark = Fuzz.pick(List.of("", "", "?", "&", "/", "=", "@", ":", "%", "%z", "#"), random);
    String secret = SECRET.substring(0, 3) + mark + SECRET.substring(3);
    String before =
        random.nextBoolean() ? whole.substring(0, at) : Fuzz.like(whole.substring(0, at), random);
    String after = whole.substring(at + SECRET.length());
    return before + secret + (random.nextBoolean() ? after : Fuzz.like(after, random));
  }
}
