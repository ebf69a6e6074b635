package io.tasks4j.dashboard;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps other sites out: their pages can make a browser send requests here, with its cookies and
 * password, but can neither read the answer, nor the token, nor say that they are this site.
 */
final class RequestGuard {
  static final String COOKIE = "tasks4j-token";
  static final String FIELD = "token";
  static final String HEADER = "X-Tasks4J-Token";

  /** No script and style but our own, no frame, no form that sends elsewhere. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final int TOKEN_BYTES = 24;
  private static final int TOKEN_LENGTH = 32;

  private final Set<String> hosts;
  private final Set<String> origins;
  private final SecureRandom random = new SecureRandom();

  RequestGuard(Set<String> hosts, Set<String> origins) {
    this.hosts = hosts;
    this.origins = origins;
  }

  /** Refuses a name that an attacker's name server gave to our address. */
  void checkHost(DashboardRequest request) {
    String host = request.header("Host").map(HostNames::name).orElse("");
    if (!hosts.isEmpty() && !hosts.contains(host)) {
      throw new RefusedRequest(421, "this dashboard does not go by the name '" + host + "'");
    }
  }

  /** The token of the browser's cookie, or a new one. */
  String token(DashboardRequest request) {
    return cookie(request)
        .orElseGet(
            () -> {
              byte[] bytes = new byte[TOKEN_BYTES];
              random.nextBytes(bytes);
              return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            });
  }

  /** Refuses a change that a page of another site may have asked for. */
  void checkSameSite(DashboardRequest request, RequestParameters form) {
    request
        .header("Sec-Fetch-Site")
        .filter(site -> !site.equals("same-origin"))
        .ifPresent(site -> refuse("it comes from another site (Sec-Fetch-Site: " + site + ")"));
    request
        .header("Origin")
        .filter(origin -> !isOurs(origin, request))
        .ifPresent(origin -> refuse("it comes from " + origin));
    String sent = request.header(HEADER).or(() -> form.one(FIELD)).orElse("");
    String expected = cookie(request).orElse("");
    if (expected.isEmpty() || !equal(sent, expected)) {
      refuse("its token is not that of the cookie; reload the page");
    }
  }

  /** The answer with the headers that browsers go by. */
  DashboardResponse secured(
      DashboardResponse response, DashboardRequest request, Optional<String> token) {
    DashboardResponse secured =
        response
            .header("Content-Security-Policy", POLICY)
            .header("X-Content-Type-Options", "nosniff")
            .header("X-Frame-Options", "DENY")
            .header("Referrer-Policy", "same-origin")
            .header("Cross-Origin-Opener-Policy", "same-origin")
            .header("Cross-Origin-Resource-Policy", "same-origin");
    if (!response.headers().containsKey("Cache-Control")) {
      secured = secured.header("Cache-Control", "no-store");
    }
    if (token.isPresent() && cookie(request).isEmpty()) {
      String path = request.base().isEmpty() ? "/" : request.base();
      secured =
          secured.header(
              "Set-Cookie",
              COOKIE
                  + "="
                  + token.get()
                  + "; Path="
                  + path
                  + "; HttpOnly; SameSite=Strict"
                  + (request.secure() ? "; Secure" : ""));
    }
    return secured;
  }

  private static Optional<String> cookie(DashboardRequest request) {
    return request.cookie(COOKIE).filter(RequestGuard::isToken);
  }

  /** What goes into a header must not be able to end it. */
  private static boolean isToken(String text) {
    return text.length() == TOKEN_LENGTH
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
  }

  private boolean isOurs(String origin, DashboardRequest request) {
    if (origins.contains(origin)) {
      return true;
    }
    String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.toLowerCase(Locale.ROOT).equals(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(String why) {
    throw new RefusedRequest(403, "this change was refused: " + why);
  }
}
