package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  private int statusOfCancel(Map<String, String> headers, String body) {
    TaskId id = site.enqueue("greet");
    int status = site.send("POST", "/tasks/" + id + "/cancel", headers, body).status();
    boolean cancelled = site.queue.admin().find(id).orElseThrow().status() == TaskStatus.CANCELLED;
    assertEquals(status == 303, cancelled, "what was refused must have changed nothing");
    return status;
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> headers = new HashMap<>(Site.ownHeaders(Site.FORM));
    headers.put(name, value);
    return headers;
  }

  private static Map<String, String> without(String... names) {
    Map<String, String> headers = new HashMap<>(Site.ownHeaders(Site.FORM));
    for (String name : names) {
      headers.remove(name);
    }
    return headers;
  }

  @Test
  void a_form_of_our_own_page_is_taken() {
    assertEquals(303, statusOfCancel(Site.ownHeaders(Site.FORM), "token=" + Site.TOKEN));
  }

  @Test
  void a_program_without_a_browsers_headers_needs_the_token_alone() {
    assertEquals(303, statusOfCancel(without("Origin", "Sec-Fetch-Site"), "token=" + Site.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "https://localhost.evil.example:8080",
        "http://localhost:8081",
        "http://localhost",
        "http://evil@localhost:8080",
        "null",
        "file://",
        "not a uri"
      })
  void a_form_from_another_origin_is_refused(String origin) {
    assertEquals(403, statusOfCancel(with("Origin", origin), "token=" + Site.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none", "SAME-ORIGIN"})
  void a_form_from_another_site_is_refused(String site) {
    assertEquals(403, statusOfCancel(with("Sec-Fetch-Site", site), "token=" + Site.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token=", "token=wrong", "token=0123456789abcdefghijABCDEFGHIJ-X"})
  void a_form_without_the_token_is_refused(String body) {
    assertEquals(403, statusOfCancel(Site.ownHeaders(Site.FORM), body));
  }

  @Test
  void a_token_without_its_cookie_is_refused() {
    assertEquals(403, statusOfCancel(without("Cookie"), "token=" + Site.TOKEN));
    assertEquals(403, statusOfCancel(with("Cookie", "tasks4j-token="), "token="));
    assertEquals(403, statusOfCancel(with("Cookie", "tasks4j-token=short"), "token=short"));
    String twice = "tasks4j-token=" + Site.TOKEN + "; tasks4j-token=" + Site.TOKEN;
    assertEquals(403, statusOfCancel(with("Cookie", twice), "token=" + Site.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", ""})
  void a_body_of_another_type_is_refused(String type) {
    assertEquals(415, statusOfCancel(with("Content-Type", type), "token=" + Site.TOKEN));
  }

  @Test
  void a_form_is_not_taken_for_json_by_the_api() {
    TaskId id = site.enqueue("greet");
    String path = "/api/tasks/" + id + "/cancel";

    assertEquals(415, site.post(path, "").status());
    assertEquals(415, site.send("POST", path, with("Content-Type", "text/plain"), "{}").status());
    assertEquals(
        403,
        site.send("POST", path, Site.ownHeaders("application/json"), "{}").status(),
        "the token must be in a header, which another site cannot send");
  }

  @Test
  void a_change_is_never_made_by_get() {
    for (Route route : site.dashboard.routes()) {
      if (route.method().equals("POST")) {
        String path = route.pattern().replace("{id}", TaskId.next().toString());
        int status = site.get(path).status();
        assertTrue(status == 405 || status == 404, route.pattern() + ": " + status);
      }
    }
  }

  @Test
  void whoever_may_only_look_changes_nothing() {
    try (Site readOnly = Site.readOnly()) {
      int posts = 0;
      for (Route route : readOnly.dashboard.routes()) {
        if (route.method().equals("POST")) {
          String path = route.pattern().replace("{id}", TaskId.next().toString());
          DashboardResponse answer =
              path.startsWith("/api/") ? readOnly.change(path, "{}") : readOnly.post(path, "");
          assertEquals(403, answer.status(), route.pattern());
          posts++;
        }
      }
      assertTrue(posts > 15, "only " + posts);
      readOnly.enqueue("greet");
      for (String path : new String[] {"/", "/queues", "/tasks", "/dead", "/schedules"}) {
        assertFalse(readOnly.page(path).contains("method=\"post\""), path);
      }
    }
  }

  @Test
  void nobody_is_let_in_whom_the_authenticator_does_not_know() {
    Authenticator tasks = Authenticator.password("ada", "correct horse", true);
    try (Site locked = new Site(builder -> builder.authenticator(tasks))) {
      for (Route route : locked.dashboard.routes()) {
        String path = route.pattern().replace("{id}", TaskId.next().toString());
        DashboardResponse answer =
            locked.send(route.method(), path, Site.ownHeaders(Site.FORM), "token=" + Site.TOKEN);
        assertEquals(401, answer.status(), route.pattern());
        assertTrue(answer.headers().get("WWW-Authenticate").startsWith("Basic "), path);
        assertNull(answer.headers().get("Set-Cookie"), "no token for strangers");
      }
      assertEquals(200, locked.send("GET", "/", basic("ada:correct horse"), "").status());
      assertEquals(401, locked.send("GET", "/", basic("ada:wrong horse"), "").status());
      assertEquals(401, locked.send("GET", "/", basic("eve:correct horse"), "").status());
      assertEquals(401, locked.send("GET", "/", Map.of("Authorization", "Basic !!!"), "").status());
    }
    assertThrows(
        IllegalArgumentException.class, () -> Authenticator.password("ada", "short", false));
  }

  private static Map<String, String> basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "tasks.example.org,200",
    "TASKS.example.org:8443,200",
    "evil.example,421",
    "tasks.example.org.evil.example,421",
    "'',421"
  })
  void it_answers_only_to_the_names_it_was_given(String host, int status) {
    try (Site named = new Site(builder -> builder.hosts("tasks.example.org"))) {
      assertEquals(status, named.send("GET", "/", Map.of("Host", host), "").status());
    }
  }

  @Test
  void behind_a_proxy_that_changes_the_host_the_origin_can_be_named() {
    try (Site proxied =
        new Site(
            b -> b.authenticator(Authenticator.anybody(true)).origins("https://ops.example.org"))) {
      TaskId id = proxied.enqueue("greet");
      Map<String, String> headers = with("Origin", "https://ops.example.org");

      assertEquals(
          303,
          proxied
              .send("POST", "/tasks/" + id + "/cancel", headers, "token=" + Site.TOKEN)
              .status());
    }
    assertThrows(IllegalArgumentException.class, () -> new Site(b -> b.origins("ops.example.org")));
  }

  @Test
  void every_answer_tells_the_browser_to_be_strict() {
    for (String path : new String[] {"/", "/nothing", "/api/queues", PageAssets.SCRIPT}) {
      Map<String, String> headers = site.get(path).headers();

      String policy = headers.get("Content-Security-Policy");
      assertTrue(policy.startsWith("default-src 'none'"), path);
      assertFalse(policy.contains("unsafe"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertEquals("nosniff", headers.get("X-Content-Type-Options"), path);
      // no-referrer would make browsers send "null" as the origin of our own forms.
      assertEquals("same-origin", headers.get("Referrer-Policy"), path);
    }
  }

  @Test
  void the_token_comes_in_a_cookie_that_scripts_and_other_sites_do_not_get() {
    DashboardResponse response = site.get("/queues");
    String cookie = response.headers().get("Set-Cookie");
    Matcher token = Pattern.compile("^tasks4j-token=([\\w-]{32}); Path=/; (.*)$").matcher(cookie);

    assertTrue(token.matches(), cookie);
    assertEquals("HttpOnly; SameSite=Strict", token.group(2));
    DashboardResponse other = site.get("/queues");
    assertFalse(other.headers().get("Set-Cookie").contains(token.group(1)));
    assertNull(
        site.send("GET", "/", Site.ownHeaders(""), "").headers().get("Set-Cookie"),
        "whoever has one keeps it");
  }

  @Test
  void an_authenticator_that_throws_lets_nobody_in() {
    try (Site broken =
        new Site(
            builder ->
                builder.authenticator(
                    request -> {
                      throw new IllegalStateException("no session store");
                    }))) {
      DashboardResponse response = broken.get("/tasks");

      assertEquals(500, response.status());
      assertFalse(response.body().text().contains("session store"));
    }
  }
}
