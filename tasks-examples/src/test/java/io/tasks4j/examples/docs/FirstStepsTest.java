package io.tasks4j.examples.docs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.cli.Main;
import io.tasks4j.examples.Jvm;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks the way that {@code docs/first-steps.md} describes, with its programs and commands. */
class FirstStepsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SEEN_AT = Pattern.compile("see (http://\\S+?)/?; Enter ends it");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir Path folder;

  /** One browser: it keeps cookies, says where it comes from, and follows redirects. */
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @Test
  void a_task_is_seen_broken_found_mended_and_run_again() throws Exception {
    try (Jvm shop = Jvm.start(folder, Shop.class, 0)) {
      URI site = site(shop);
      awaitCount(site, "SUCCESS", 1);
      assertTrue(get(site, "/tasks").contains("receipts.write"));

      for (String command : commands("bin/tasks enqueue")) {
        run(command);
      }
      awaitCount(site, "FAILURE", 2);

      assertTrue(get(site, "/dead").contains("/ by zero"));
      assertTrue(run(commands("bin/tasks dead").get(0)).contains("/ by zero"));
      assertTrue(run(commands("bin/tasks list").get(0)).contains("SUCCESS"));
      assertTrue(run(commands("bin/tasks stats").get(0)).contains("default"));
      end(shop);
    }
    try (Jvm shop = Jvm.start(folder, MendedShop.class, 0)) {
      URI site = site(shop);
      awaitCount(site, "SUCCESS", 2); // the first order of each start
      assertEquals(2, count(site, "FAILURE"));

      String task = taskOfOrder(site, 2);
      assertEquals(403, press(site, task, "not-the-token").statusCode());
      assertEquals(2, count(site, "FAILURE"));
      assertEquals(200, press(site, task, token(get(site, task))).statusCode());
      awaitCount(site, "SUCCESS", 3);
      assertEquals(1, count(site, "FAILURE"));

      run(commands("bin/tasks requeue").get(0));
      awaitCount(site, "SUCCESS", 4);
      assertEquals(0, count(site, "FAILURE"));
      assertTrue(get(site, task).contains("nothing"), "the result of the mended task");
      end(shop);
    }
  }

  private static URI site(Jvm shop) {
    return await()
        .atMost(PATIENCE)
        .until(() -> SEEN_AT.matcher(shop.printed()).results().findFirst(), m -> m.isPresent())
        .map(m -> URI.create(m.group(1)))
        .orElseThrow();
  }

  /** Presses Enter. */
  private static void end(Jvm shop) throws Exception {
    shop.process().getOutputStream().close();

    assertEquals(0, shop.process().waitFor(), shop.printed());
  }

  private void awaitCount(URI site, String status, int expected) {
    await().atMost(PATIENCE).until(() -> count(site, status) == expected);
  }

  private int count(URI site, String status) throws Exception {
    return links(get(site, "/tasks?status=" + status)).size();
  }

  private String taskOfOrder(URI site, int number) throws Exception {
    Pattern order = Pattern.compile("number(&quot;|&#34;|\")\\s*:\\s*" + number);
    for (String link : links(get(site, "/dead"))) {
      if (order.matcher(get(site, link)).find()) {
        return link;
      }
    }
    throw new AssertionError("no dead letter is of order " + number);
  }

  private static List<String> links(String page) {
    return Pattern.compile("href=\"(/tasks/[0-9a-f-]{36})\"")
        .matcher(page)
        .results()
        .map(m -> m.group(1))
        .distinct()
        .toList();
  }

  private static String token(String page) {
    Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page);
    assertTrue(token.find(), "a form has a token");
    return token.group(1);
  }

  private HttpResponse<String> press(URI site, String task, String token) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(site.resolve(task + "/requeue"))
            .header("Origin", site.toString())
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
            .build(),
        BodyHandlers.ofString());
  }

  private String get(URI site, String path) throws Exception {
    HttpResponse<String> response =
        browser.send(HttpRequest.newBuilder(site.resolve(path)).build(), BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), path);
    return response.body();
  }

  /** The commands of the page that begin so. */
  private static List<String> commands(String beginning) {
    List<String> found =
        Docs.blocks(Docs.root().resolve("docs/first-steps.md")).stream()
            .filter(block -> block.language().equals("sh"))
            .flatMap(block -> block.text().lines())
            .filter(line -> line.startsWith(beginning))
            .toList();
    assertTrue(!found.isEmpty(), "the page has a command that begins with " + beginning);
    return found;
  }

  /** Runs a command where the program runs, and gives what it printed. */
  private String run(String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    WORD.matcher(command)
        .results()
        .forEach(m -> words.add(m.group(1) != null ? m.group(1) : m.group(2)));
    List<String> line =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(words.subList(1, words.size()));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    String export = commands("export TASKS4J_URI=").get(0);
    builder.environment().put("TASKS4J_URI", export.substring(export.indexOf('=') + 1));
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + ": " + printed);
    return printed;
  }
}
