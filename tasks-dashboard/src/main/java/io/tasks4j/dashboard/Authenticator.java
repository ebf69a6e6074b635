package io.tasks4j.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Says who sends a request, and whether they may change anything. Called for every request, the
 * assets included. Implementations are thread-safe.
 *
 * <p>Where the application has a sign-in of its own, this reads what that left: a session cookie,
 * or a header that its proxy sets and nobody else can.
 */
@FunctionalInterface
public interface Authenticator {
  /** Who it is; empty when that is unknown, and the answer is 401. */
  Optional<Viewer> authenticate(DashboardRequest request);

  /** What a 401 says in {@code WWW-Authenticate}; empty for none, which is the default. */
  default Optional<String> challenge() {
    return Optional.empty();
  }

  /**
   * Lets everybody in.
   *
   * @param mayWrite whether to change things too
   */
  static Authenticator anybody(boolean mayWrite) {
    return new Anybody(mayWrite);
  }

  /**
   * Asks for one name and password by HTTP Basic: for use by HTTPS, or on this machine alone.
   *
   * @throws IllegalArgumentException when the password is shorter than 8 characters
   */
  static Authenticator password(String name, String password, boolean mayWrite) {
    if (password.length() < 8) {
      throw new IllegalArgumentException(
          "a password must have 8 characters or more, but has " + password.length());
    }
    byte[] expected =
        Base64.getEncoder().encode((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    return new Authenticator() {
      @Override
      public Optional<Viewer> authenticate(DashboardRequest request) {
        return request
            .header("Authorization")
            .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
            .map(value -> value.substring(6).strip().getBytes(StandardCharsets.UTF_8))
            .filter(given -> MessageDigest.isEqual(given, expected))
            .map(given -> new Viewer(name, mayWrite));
      }

      @Override
      public Optional<String> challenge() {
        return Optional.of("Basic realm=\"tasks\", charset=\"UTF-8\"");
      }
    };
  }

  /**
   * See {@link #anybody}. A type of its own, so that a server can refuse to be open to the world.
   */
  record Anybody(boolean mayWrite) implements Authenticator {
    @Override
    public Optional<Viewer> authenticate(DashboardRequest request) {
      return Optional.of(new Viewer("", mayWrite));
    }
  }
}
