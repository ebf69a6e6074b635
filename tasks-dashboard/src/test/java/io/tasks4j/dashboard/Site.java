package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard over a store in memory, and a browser that obeys. */
final class Site implements AutoCloseable {
  static final String TOKEN = "0123456789abcdefghijABCDEFGHIJ-_";
  static final String FORM = "application/x-www-form-urlencoded";

  final TaskQueue queue = TaskQueue.open("memory:");
  final Dashboard dashboard;

  Site(UnaryOperator<DashboardBuilder> setUp) {
    dashboard = setUp.apply(Dashboard.builder(queue).zone(ZoneOffset.UTC)).build();
  }

  /** Everybody may change everything. */
  static Site open() {
    return new Site(builder -> builder.authenticator(Authenticator.anybody(true)));
  }

  static Site readOnly() {
    return new Site(builder -> builder);
  }

  DashboardResponse get(String pathAndQuery) {
    return send("GET", pathAndQuery, Map.of(), "");
  }

  /** The page, which must be there. */
  String page(String pathAndQuery) {
    DashboardResponse response = get(pathAndQuery);
    assertEquals(200, response.status(), () -> pathAndQuery + ": " + response.body().text());
    return response.body().text();
  }

  JsonNode json(String pathAndQuery) {
    return json(get(pathAndQuery));
  }

  static JsonNode json(DashboardResponse response) {
    assertEquals(200, response.status(), () -> response.body().text());
    return JsonMapper.builder().build().readTree(response.body().bytes());
  }

  /** A form of a page of ours, as a browser sends it. */
  DashboardResponse post(String path, String form) {
    return send("POST", path, ownHeaders(FORM), "token=" + TOKEN + "&" + form);
  }

  /** A change by the API. */
  DashboardResponse change(String path, String json) {
    Map<String, String> headers = new HashMap<>(ownHeaders("application/json"));
    headers.put(RequestGuard.HEADER, TOKEN);
    return send("POST", path, headers, json);
  }

  static Map<String, String> ownHeaders(String contentType) {
    return Map.of(
        "Host", "localhost:8080",
        "Origin", "http://localhost:8080",
        "Sec-Fetch-Site", "same-origin",
        "Content-Type", contentType,
        "Cookie", RequestGuard.COOKIE + "=" + TOKEN);
  }

  DashboardResponse send(
      String method, String pathAndQuery, Map<String, String> headers, String body) {
    return dashboard.handle(request("", method, pathAndQuery, headers, body));
  }

  static DashboardRequest request(
      String base, String method, String pathAndQuery, Map<String, String> headers, String body) {
    int mark = pathAndQuery.indexOf('?');
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return new DashboardRequest(
        method,
        base,
        mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
        mark < 0 ? "" : pathAndQuery.substring(mark + 1),
        false,
        all,
        body);
  }

  TaskId enqueue(String name) {
    return enqueue(name, "hello", TaskOptions.defaults());
  }

  TaskId enqueue(String name, String payload, TaskOptions options) {
    return queue.enqueue(TaskType.of(name, String.class, String.class), payload, options).id();
  }

  Claim claim(String worker) {
    ClaimRequest request = ClaimRequest.of(worker, "default", Duration.ofHours(1));
    return queue.backend().claim(request).claims().get(0);
  }

  /** A task of the queue default that has ended so. */
  TaskId ended(String name, Outcome outcome) {
    TaskId id = enqueue(name);
    queue.backend().settle(List.of(Settlement.of(claim("worker-1"), outcome)));
    return id;
  }

  @Override
  public void close() {
    queue.close();
  }
}
