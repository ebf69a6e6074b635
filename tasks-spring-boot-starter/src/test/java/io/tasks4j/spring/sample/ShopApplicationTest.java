package io.tasks4j.spring.sample;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample application, started as a program would be, on the Boot of this build. */
class ShopApplicationTest {
  private static final String ADA =
      "{\"customer\":\"Ada\",\"pieces\":2,\"at\":\"2026-01-01T00:00:00Z\"}";

  private static ConfigurableApplicationContext shop;
  private static String site;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop =
        new SpringApplication(ShopApplication.class)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--shop.database=" + folder.resolve("shop.db"),
                "--shop.count-every=1s",
                "--tasks4j.address=sqlite:" + folder.resolve("tasks.db"),
                "--tasks4j.dashboard.path=/admin/tasks",
                "--tasks4j.dashboard.password=correct horse",
                "--tasks4j.dashboard.writable=true",
                "--management.endpoint.health.show-details=always",
                "--management.endpoints.web.exposure.include=health,metrics");
    site = "http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void this_is_the_line_that_the_build_says() {
    assertEquals(System.getProperty("tasks4j.boot"), SpringBootVersion.getVersion());
  }

  @Test
  void an_order_is_confirmed_once_it_is_stored_and_one_that_is_refused_is_not() throws Exception {
    HttpResponse<String> placed = post("/orders", ADA);
    assertEquals(200, placed.statusCode(), placed.body());
    assertTrue(placed.body().contains("2026-01-01T00:00:00Z"), placed.body());
    await().untilAsserted(() -> assertEquals("1", get("/confirmed").body()));

    HttpResponse<String> again = post("/orders", ADA);
    assertEquals(500, again.statusCode());
    TaskQuery confirmations = TaskQuery.all().name(ShopApplication.ConfirmOrder.TYPE.name());
    assertEquals(1, shop.getBean(TaskQueue.class).admin().list(confirmations).size());
  }

  @Test
  void a_method_runs_by_its_schedule() {
    ShopApplication.Inventory inventory = shop.getBean(ShopApplication.Inventory.class);

    await().until(() -> inventory.counted() > 0);
  }

  @Test
  void health_says_that_the_store_works() throws Exception {
    HttpResponse<String> health = get("/actuator/health/tasks4j");

    assertEquals(200, health.statusCode(), health.body());
    assertTrue(health.body().contains("\"status\":\"UP\""), health.body());
    assertTrue(health.body().contains("\"took\""), health.body());
  }

  @Test
  void metrics_of_the_worker_are_among_those_of_the_application() throws Exception {
    HttpResponse<String> metric = get("/actuator/metrics/tasks4j.worker.slots.max");

    assertEquals(200, metric.statusCode(), metric.body());
    assertTrue(metric.body().contains("4.0"), metric.body());
  }

  @Test
  void the_dashboard_is_under_its_path_for_those_who_sign_in() throws Exception {
    UnaryOperator<HttpRequest.Builder> signedIn =
        request ->
            request.header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString("tasks:correct horse".getBytes(StandardCharsets.UTF_8)));

    assertEquals(401, get("/admin/tasks").statusCode());
    HttpResponse<String> page = send("/admin/tasks", signedIn);
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("/admin/tasks/queues"), page.body());
    assertEquals(404, send("/admin/tasks/nothing", signedIn).statusCode());
    assertEquals(404, send("/admin/t%61sks/queues", signedIn).statusCode());
    HttpResponse<String> change =
        send(
            "/admin/tasks/api/queues/pause",
            request ->
                signedIn
                    .apply(request)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"queue\":\"default\"}")));
    assertEquals(403, change.statusCode(), "without a token: " + change.body());
    assertEquals(
        413,
        send(
                "/admin/tasks/api/dead-letters/requeue",
                request ->
                    signedIn.apply(request).POST(BodyPublishers.ofString("x".repeat(300_000))))
            .statusCode());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(path, request -> request);
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        path,
        request ->
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> more)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site + path));
    return client.send(more.apply(request).build(), BodyHandlers.ofString());
  }
}
