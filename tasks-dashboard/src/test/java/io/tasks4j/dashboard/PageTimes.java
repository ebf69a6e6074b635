package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long each page takes: no test, so it runs only when it is asked for by name.
 *
 * <pre>mvn -Dquick -pl tasks-dashboard -am test -Dtest=PageTimes \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dtasks4j.pages.count=100000</pre>
 *
 * <p>Each time is that of a dashboard that has just begun, so that it has nothing at hand.
 */
class PageTimes {
  private static final int COUNT = Integer.getInteger("tasks4j.pages.count", 100_000);
  private static final int WARM_UP = 5;
  private static final int SAMPLES = 15;

  @Test
  void pages_on_sqlite(@TempDir Path folder) {
    Path file = folder.resolve("tasks.db");
    DemoStore.make(file, COUNT);
    print("sqlite:" + file + "?finishedCount=2000000&deadCount=2000000");
  }

  @Test
  void pages_on_redis(@TempDir Path folder) throws Exception {
    try (RedisProcess redis = RedisProcess.start(folder)) {
      String address = redis.uri() + "?namespace=pages&finishedCount=2000000&deadCount=2000000";
      try (TaskQueue queue = TaskQueue.open(address)) {
        Seed.fill(queue, COUNT, () -> {});
      }
      print(address);
    }
  }

  private static void print(String address) {
    try (TaskQueue queue = TaskQueue.open(address)) {
      TaskId dead = queue.admin().list(TaskQuery.deadLetters().queue("mail").limit(1)).get(0).id();
      TaskId part = queue.admin().list(TaskQuery.all().queue("media").limit(1)).get(0).id();
      TaskId old =
          queue.admin().list(TaskQuery.of(TaskStatus.SUCCESS).limit(10_000)).get(9_999).id();
      List<String> pages =
          List.of(
              "/",
              "/queues",
              "/tasks",
              "/tasks?status=PENDING",
              "/tasks?status=RUNNING",
              "/tasks?status=RETRY",
              "/tasks?status=SUCCESS",
              "/tasks?status=FAILURE",
              "/tasks?status=CANCELLED",
              "/tasks?queue=media",
              "/tasks?name=search.index",
              "/tasks?name=nobody",
              "/tasks?status=FAILURE&name=media.scan",
              "/tasks?before=" + old,
              "/tasks/" + dead,
              "/tasks/" + part,
              "/dead",
              "/dead?queue=mail",
              "/schedules",
              "/workers",
              "/api/queues",
              "/api/throughput",
              "/api/tasks?limit=500");
      System.out.printf(
          "%n%s, %,d tasks%n%-44s %10s %10s %10s%n",
          address.replaceAll("[?].*", ""), COUNT, "page", "median ms", "max ms", "kB");
      pages.forEach(page -> print(queue, page));
    }
  }

  private static void print(TaskQueue queue, String page) {
    List<Double> millis = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < WARM_UP + SAMPLES; i++) {
      Dashboard dashboard = Dashboard.builder(queue).build();
      long start = System.nanoTime();
      DashboardResponse response = dashboard.handle(Site.request("", "GET", page, Map.of(), ""));
      long end = System.nanoTime();
      if (response.status() != 200) {
        throw new AssertionError(page + ": " + response.status());
      }
      size = response.body().size();
      if (i >= WARM_UP) {
        millis.add((end - start) / 1e6);
      }
    }
    Collections.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.1f %10.1f %10.1f%n",
        page.length() > 44 ? page.substring(0, 44) : page,
        millis.get(millis.size() / 2),
        millis.get(millis.size() - 1),
        size / 1e3);
  }
}
