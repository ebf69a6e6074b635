package io.tasks4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardCommandTest {
  @TempDir private Path folder;

  /** Somebody who looks at a page once, and then ends the program. */
  private static final class Looker implements Terminal {
    private final URI page;
    private HttpResponse<String> seen;

    Looker(int port, String path) {
      this.page = URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public boolean isThere() {
      return true;
    }

    @Override
    public Optional<String> ask(String question) {
      return Optional.empty();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
      try {
        seen =
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String store() {
    String store = "sqlite:" + folder.resolve("tasks.db");
    Ran.run(store, "enqueue", "mail.send", "\"private words\"", "--id", ID).ends(0);
    return store;
  }

  private static final String ID = "01900000-0000-7000-8000-000000000001";

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static Ran serve(Looker looker, Map<String, String> environment, String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "dashboard";
    args[1] = "--port=" + looker.page.getPort();
    System.arraycopy(more, 0, args, 2, more.length);
    return Ran.run(looker, environment, args);
  }

  @Test
  void it_serves_the_store_until_it_is_ended() throws Exception {
    Looker looker = new Looker(freePort(), "/api/session");

    Ran ran = serve(looker, Map.of(), store());

    assertEquals(
        "the dashboard is at http://127.0.0.1:" + looker.page.getPort() + "/\n", ran.ends(0).out());
    assertTrue(looker.seen.body().contains("\"mayWrite\":false"), looker.seen.body());
  }

  @Test
  void it_may_write_and_hide_payloads() throws Exception {
    Map<String, String> environment = Map.of("TASKS4J_URI", store());

    Looker writer = new Looker(freePort(), "/api/session");
    serve(writer, environment, "--write").ends(0);
    assertTrue(writer.seen.body().contains("\"mayWrite\":true"), writer.seen.body());

    Looker looker = new Looker(freePort(), "/tasks/" + ID);
    serve(looker, environment).ends(0);
    assertTrue(looker.seen.body().contains("private words"), looker.seen.body());

    Looker hidden = new Looker(freePort(), "/tasks/" + ID);
    serve(hidden, environment, "--private").ends(0);
    assertEquals(200, hidden.seen.statusCode());
    assertTrue(!hidden.seen.body().contains("private words"), hidden.seen.body());
  }

  @Test
  void it_asks_for_a_password() throws Exception {
    Map<String, String> environment =
        Map.of("TASKS4J_URI", store(), "TASKS4J_DASHBOARD_PASSWORD", "correct horse");
    Looker stranger = new Looker(freePort(), "/");

    serve(stranger, environment).ends(0);

    assertEquals(401, stranger.seen.statusCode());
  }

  @Test
  void what_is_wrong_is_said() throws Exception {
    String store = store();
    try (ServerSocket taken = new ServerSocket(0)) {
      Looker looker = new Looker(taken.getLocalPort(), "/");
      assertTrue(serve(looker, Map.of(), store).ends(1).err().contains("cannot serve from"));
    }
    Looker none = new Looker(1, "/");
    Ran.run(none, Map.of("TASKS4J_URI", store), "dashboard", "--port=70000").ends(2);
    Ran.run(none, Map.of(), "dashboard", "sqlite:" + folder.resolve("none.db")).ends(3);
    Ran.run(none, Map.of(), "dashboard").ends(2);
    Ran.run(none, Map.of("TASKS4J_URI", store, "TASKS4J_DASHBOARD_PASSWORD", "short"), "dashboard")
        .ends(2);
  }
}
