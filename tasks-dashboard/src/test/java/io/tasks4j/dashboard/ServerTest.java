package io.tasks4j.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded server, over real sockets. */
class ServerTest {
  private final Site site = Site.open();
  private final HttpClient client = HttpClient.newHttpClient();
  private DashboardServer server;

  @BeforeEach
  void start() {
    server = DashboardServer.start(site.dashboard, 0);
  }

  @AfterEach
  void stop() {
    server.close();
    site.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What comes back on a socket of its own, to requests that no client would send. */
  private String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
  }

  @Test
  void pages_and_assets_are_served() throws Exception {
    HttpResponse<String> page = get("/");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("Overview"));
    assertEquals("text/css; charset=utf-8", type(get(PageAssets.STYLE)));
    assertEquals("text/javascript; charset=utf-8", type(get(PageAssets.SCRIPT)));
    assertEquals("image/svg+xml", type(get(PageAssets.ICON)));
    assertEquals(404, get("/nothing").statusCode());
  }

  private static String type(HttpResponse<String> response) {
    assertEquals(200, response.statusCode());
    return response.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void a_head_has_the_headers_and_no_body() throws Exception {
    String answer = raw("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void a_name_that_a_name_server_can_give_to_our_address_is_refused() throws Exception {
    for (String host :
        List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example")) {
      String answer =
          raw("GET /api/queues HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
    }
    for (String host : List.of("localhost:80", "127.0.0.1", "[::1]:8080")) {
      String answer =
          raw("GET /api/queues HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }
  }

  @Test
  void a_body_that_is_too_large_is_refused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/queues/pause"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(300_000)))
            .build();

    assertEquals(413, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void tricky_requests_leave_it_working() throws Exception {
    for (String line :
        List.of(
            "GET //evil.example/ HTTP/1.1",
            "GET http://evil.example/ HTTP/1.1",
            "GET /assets/../../../../etc/passwd HTTP/1.1",
            "GET * HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET / HTTP/9.9",
            "\u0000\u0001\u0002",
            "GET /" + "a".repeat(100_000) + " HTTP/1.1")) {
      String answer;
      try {
        answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      } catch (IOException e) {
        answer = ""; // cut off, which is as good
      }
      assertFalse(answer.contains("root:"), line);
      assertFalse(answer.contains("HTTP/1.1 500"), line + answer);
    }
    assertEquals(200, get("/").statusCode());
  }

  @Test
  void clients_that_send_slowly_are_cut_off_and_others_served() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = connect();
        slow.add(socket);
        String part =
            i % 2 == 0
                ? "GET / HT"
                : "POST /queues/pause HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 1000\r\n\r\nqueue=";
        socket.getOutputStream().write(part.getBytes(US_ASCII));
      }

      // 32 threads are held for maxReqTime, 10 s, and the server looks every second.
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertEquals(200, getWithin(Duration.ofSeconds(5))));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private int getWithin(Duration time) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri()).timeout(time).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void many_who_look_at_once_are_served() {
    site.enqueue("greet");
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
      all.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }

    all.forEach(answer -> assertEquals(200, answer.join().statusCode()));
  }

  @Test
  void an_address_that_others_reach_needs_an_authenticator() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DashboardServer.start(site.dashboard, everywhere));
    assertTrue(refused.getMessage().contains("authenticator"), refused.getMessage());
    try (Site locked =
            new Site(b -> b.authenticator(Authenticator.password("a", "long enough", false)));
        DashboardServer open = DashboardServer.start(locked.dashboard, everywhere)) {
      assertEquals("localhost", open.uri().getHost());
    }
  }

  @Test
  void a_port_that_is_taken_is_an_error_that_names_it() {
    int port = server.uri().getPort();

    UncheckedIOException failed =
        assertThrows(UncheckedIOException.class, () -> DashboardServer.start(site.dashboard, port));
    assertTrue(failed.getMessage().contains(String.valueOf(port)), failed.getMessage());
  }

  @Test
  void after_closing_nothing_listens_and_no_thread_is_left() {
    URI uri = server.uri();
    server.close();
    server.close();

    assertThrows(
        IOException.class,
        () ->
            client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()));
    await()
        .untilAsserted(
            () ->
                assertEquals(
                    List.of(),
                    Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(
                            name ->
                                name.equals("tasks4j-dashboard") || name.equals("HTTP-Dispatcher"))
                        .toList()));
  }

  @Test
  void its_threads_keep_no_program_alive() throws Exception {
    get("/");

    List<Thread> own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(
                t ->
                    t.getName()
                        .matches(
                            "tasks4j-dashboard|HTTP-Dispatcher|server-timer|idle-timeout-task"))
            .toList();

    assertTrue(own.size() >= 2, own.toString());
    own.forEach(thread -> assertTrue(thread.isDaemon(), thread.getName()));
  }
}
