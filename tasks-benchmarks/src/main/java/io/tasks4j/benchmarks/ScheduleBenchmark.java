package io.tasks4j.benchmarks;

import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.RedisServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after its time the last of many schedules of one second is enqueued, and all are counted
 * in the store, with one scheduler and with three on the same store.
 *
 * <p>Arguments: schedules (default 2,000), and an address or {@code rabbitmq} (default memory, a
 * new SQLite file, a Redis server of its own, and a RabbitMQ broker of its own over a new SQLite
 * file).
 */
public final class ScheduleBenchmark {
  private static final TaskType<String, Void> TICK = TaskType.of("tick", String.class);

  private ScheduleBenchmark() {}

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    String only = args.length > 1 ? args[1] : "";
    if (only.equals("rabbitmq")) {
      rabbitMq(count);
      return;
    }
    if (!only.isEmpty()) {
      measure(only, count);
      return;
    }
    measure("memory:", count);
    Sample.inFolder(folder -> measure("sqlite:" + folder.resolve("tasks.db"), count));
    try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
      measure("redis://127.0.0.1:" + redis.port(), count);
    }
    rabbitMq(count);
  }

  private static void rabbitMq(int count) throws Exception {
    try (RabbitServer rabbit = RabbitServer.start()) {
      Sample.inFolder(folder -> measure(over(rabbit, folder.resolve("tasks.db")), count));
    }
  }

  private static String over(RabbitServer rabbit, Path file) {
    return rabbit.uri() + "?store=" + URLEncoder.encode("sqlite:" + file, StandardCharsets.UTF_8);
  }

  private static void measure(String address, int count) {
    try (TaskQueue queue = TaskQueue.open(address)) {
      for (int schedulers : List.of(1, 3)) {
        measure(queue, address, count, schedulers);
      }
    }
  }

  private static void measure(TaskQueue queue, String address, int count, int schedulers) {
    Schedules schedules = Schedules.of(queue);
    Instant tick = queue.backend().schedules().now().plusSeconds(10 + count / 500);
    for (int i = 0; i < count; i++) {
      schedules.add("s-" + schedulers + "-" + i, Schedule.once(tick), TICK, "");
    }
    long before = pending(queue);
    List<Scheduler> started = new ArrayList<>();
    for (int i = 0; i < schedulers; i++) {
      started.add(Scheduler.builder(queue).start());
    }
    while (pending(queue) < before + count) {
      LockSupport.parkNanos(20_000_000);
    }
    Duration counted = Duration.between(tick, queue.backend().schedules().now());
    started.forEach(Scheduler::close);
    Duration last = Duration.ZERO;
    TaskQuery query = TaskQuery.all().limit(1_000);
    for (int seen = 0; seen < count; ) {
      List<TaskMetadata> page = queue.admin().list(query);
      for (TaskMetadata task : page) {
        Duration late = Duration.between(tick, task.enqueuedAt());
        last = late.compareTo(last) > 0 ? late : last;
      }
      seen += page.size();
      query = query.before(page.get(page.size() - 1).id());
    }
    System.out.printf(
        Locale.ROOT,
        "%-10s %d schedules of one second, %d scheduler(s): the last is enqueued %d ms after it,"
            + " all are counted after %d ms%n",
        address.substring(0, address.indexOf(':')),
        count,
        schedulers,
        last.toMillis(),
        counted.toMillis());
  }

  private static long pending(TaskQueue queue) {
    return queue.admin().stats().values().stream()
        .mapToLong(stats -> stats.count(TaskStatus.PENDING))
        .sum();
  }
}
