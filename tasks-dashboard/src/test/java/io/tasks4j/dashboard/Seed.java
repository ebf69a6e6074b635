package io.tasks4j.dashboard;

import io.tasks4j.TaskError;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.chain.Workflow;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Fills a store as an application does that has been at work for an hour. */
final class Seed {
  static final List<String> QUEUES = List.of("mail", "images", "reports", "default");
  static final Map<String, List<String>> NAMES =
      Map.of(
          "mail", List.of("mail.welcome", "mail.invoice", "mail.digest"),
          "images", List.of("images.resize", "images.publish"),
          "reports", List.of("reports.daily", "reports.export"),
          "default", List.of("cache.warm", "search.index"));

  /** What a careless page would run. */
  static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202E";

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int BATCH = 1_000;
  private static final int PORTIONS = 60;

  private final TaskQueue queue;
  private final Runnable minute;
  private final Random random = new Random(7);

  private Seed(TaskQueue queue, Runnable minute) {
    this.queue = queue;
    this.minute = minute;
  }

  /**
   * Fills the store: of {@code count} tasks most have ended, about 2 % as dead letters.
   *
   * @param minute runs before each of 60 portions, to turn the store's clock where it can be turned
   */
  static void fill(TaskQueue queue, int count, Runnable minute) {
    new Seed(queue, minute).fill(count);
  }

  private void fill(int count) {
    int live = Math.max(40, count / 20);
    for (int portion = 0; portion < PORTIONS; portion++) {
      minute.run();
      // Uneven, as days are.
      double wave = 1 + 0.6 * Math.sin(portion / 6.0) + 0.3 * random.nextDouble();
      end((int) ((count - live) / (double) PORTIONS * wave / 1.15));
    }
    schedules();
    wholes();
    waiting(live);
    running();
    queue.admin().pause("reports", true);
  }

  private void end(int count) {
    int left = count;
    while (left > 0) {
      int batch = Math.min(left, BATCH);
      String name = QUEUES.get(random.nextInt(QUEUES.size()));
      enqueue(name, batch, TaskOptions.defaults());
      ClaimRequest request = ClaimRequest.of("worker-1", name, HOUR).max(batch);
      List<Settlement> settlements = new ArrayList<>();
      for (Claim claim : queue.backend().claim(request).claims()) {
        settlements.add(Settlement.of(claim, outcome()));
      }
      queue.backend().settle(settlements);
      left -= batch;
    }
  }

  private Outcome outcome() {
    int lot = random.nextInt(1_000);
    if (lot < 20) {
      return new Outcome.Failure(error(lot));
    }
    return lot < 25
        ? new Outcome.Cancelled()
        : new Outcome.Success(Optional.of(Payload.json("{\"bytes\":" + lot * 31 + "}")));
  }

  private TaskError error(int lot) {
    TaskError.Reason reason =
        lot % 3 == 0 ? TaskError.Reason.TIMEOUT : TaskError.Reason.MAX_RETRIES;
    Exception thrown =
        switch (lot % 4) {
          case 0 -> new java.net.ConnectException("Connection refused: smtp.example.org:25");
          case 1 -> new java.io.IOException("No space left on device");
          case 2 -> new IllegalStateException(HOSTILE);
          default -> new java.util.concurrent.TimeoutException("no answer after 30 s");
        };
    return TaskError.of(reason, thrown, 1, Instant.EPOCH.plus(now()));
  }

  private Duration now() {
    return Duration.ofMillis(queue.config().clock().millis());
  }

  private void waiting(int count) {
    for (String name : QUEUES) {
      enqueue(name, count / QUEUES.size() - 4, TaskOptions.defaults().priority(random.nextInt(10)));
      enqueue(name, 4, TaskOptions.defaults().delay(Duration.ofMinutes(17)));
    }
    ClaimRequest request = ClaimRequest.of("worker-1", "mail", HOUR).max(5);
    for (Claim claim : queue.backend().claim(request).claims()) {
      queue
          .backend()
          .settle(
              List.of(Settlement.of(claim, new Outcome.Retry(Duration.ofMinutes(3), error(1)))));
    }
  }

  private void running() {
    for (int i = 1; i <= 3; i++) {
      ClaimRequest request =
          ClaimRequest.of("app-" + i, "images", HOUR).queues(List.of("images", "mail")).max(4);
      List<Claim> claims = queue.backend().claim(request).claims();
      List<Renewal> renewals = new ArrayList<>();
      for (int done = 0; done < claims.size(); done++) {
        TaskProgress progress = new TaskProgress(done * 20L + 15, 100, "page " + done);
        renewals.add(new Renewal(claims.get(done), Optional.of(progress)));
      }
      queue.backend().renew(renewals, HOUR);
    }
  }

  private void enqueue(String name, int count, TaskOptions options) {
    List<String> names = NAMES.getOrDefault(name, List.of("task"));
    for (int i = 0; i < names.size(); i++) {
      List<Map<String, Object>> payloads = new ArrayList<>();
      for (int j = i; j < count; j += names.size()) {
        payloads.add(Map.of("order", j, "to", "customer-" + j + "@example.org", "lang", "en"));
      }
      if (!payloads.isEmpty()) {
        TaskType<Object, Object> type = TaskType.of(names.get(i), Object.class, Object.class);
        queue.enqueueAll(type, payloads, options.queue(name));
      }
    }
  }

  private void schedules() {
    Schedules schedules = Schedules.of(queue);
    TaskType<String, Void> report = TaskType.of("reports.daily", String.class);
    schedules.add("nightly-report", CronSchedule.of("0 3 * * *", "Europe/Paris"), report, "eu");
    schedules.add("digest", CronSchedule.of("30 7 * * 1-5", "UTC"), report, "digest");
    schedules.add("cache", Schedule.fixedRate(Duration.ofMinutes(5)), report, "cache");
    schedules.add("sweep", Schedule.fixedDelay(Duration.ofMinutes(30)), report, "sweep");
    schedules.pause("digest");
  }

  /** A chain with a step that has failed, a group, and a workflow of which half has run. */
  private void wholes() {
    TaskType<String, String> step = TaskType.of("media.step", String.class, String.class);
    TaskOptions media = TaskOptions.defaults().queue("media");
    queue.enqueue(
        TaskChain.startWith(step.withDefaults(media), "a")
            .then(TaskType.of("media.scan", String.class, String.class).withDefaults(media))
            .then(TaskType.of("media.store", String.class, String.class).withDefaults(media)));
    settle(new Outcome.Success(Optional.of(Payload.json("\"b\""))));
    settle(new Outcome.Failure(error(1)));
    queue.enqueue(
        TaskGroup.of(step.withDefaults(media), List.of("1", "2", "3", "4", "5"))
            .then(TaskType.ofList("media.merge", String.class, String.class), media));
    settle(new Outcome.Success(Optional.of(Payload.json("\"1\""))));
    settle(new Outcome.Success(Optional.of(Payload.json("\"2\""))));
    for (int i = 0; i < 3; i++) {
      settle(new Outcome.Success(Optional.of(Payload.json("\"x\""))));
    }
    queue.enqueue(
        Workflow.of(
            Step.of("fetch", step, "u").options(media),
            Step.from("fetch", "thumbnail", step).options(media),
            Step.from("fetch", "transcode", step).options(media),
            Step.from("fetch", "subtitles", step).options(media),
            Step.from("transcode", "package", step).after("subtitles").options(media),
            Step.from("package", "publish", step).after("thumbnail").options(media)));
    settle(new Outcome.Success(Optional.of(Payload.json("\"merged\""))));
    settle(new Outcome.Success(Optional.of(Payload.json("\"f\""))));
    settle(new Outcome.Success(Optional.of(Payload.json("\"t\""))));
    queue.backend().claim(ClaimRequest.of("app-1", "media", HOUR));
  }

  private void settle(Outcome outcome) {
    ClaimRequest request = ClaimRequest.of("worker-1", "media", HOUR);
    for (Claim claim : queue.backend().claim(request).claims()) {
      queue.backend().settle(List.of(Settlement.of(claim, outcome)));
    }
  }
}
