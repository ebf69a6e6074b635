package io.tasks4j.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.backend.memory.MemoryScheduleStore;
import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.schedule.MissedTicks;
import io.tasks4j.schedule.Overlap;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** In whatever order settings are given, each is kept; {@code TaskOptionsTest} has the options. */
class SettingsOrderTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("number", Integer.class, Integer.class);
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final Limits LIMITS = new Limits(Map.of("mail", 2, "web", 3), Map.of("number", 4));

  @Property(tries = 100)
  void of_a_worker(@ForAll Random random) {
    List<UnaryOperator<WorkerConfig>> setters = new ArrayList<>();
    setters.add(c -> c.name("mailer"));
    setters.add(
        random.nextBoolean()
            ? c -> c.queues(List.of("mail", "web"))
            : c -> c.weightedQueues(Map.of("mail", 2, "web", 1)));
    setters.add(c -> c.concurrency(7));
    setters.add(c -> c.pollInterval(Duration.ofSeconds(3)));
    setters.add(c -> c.lease(Duration.ofMinutes(2)));
    setters.add(c -> c.limits(LIMITS));
    setters.add(c -> c.abandonAfter(Duration.ofSeconds(5)));
    setters.add(c -> c.unknownGiveUp(Duration.ofHours(1)));
    setters.add(c -> c.stopTimeout(Duration.ofSeconds(9)));
    if (WorkerThreads.virtualAvailable()) {
      setters.add(c -> c.virtualThreads(true));
    }
    kept(random, WorkerConfig.of("w"), setters);
  }

  @Property(tries = 100)
  void of_the_builder_of_a_worker(@ForAll Random random) throws Exception {
    Set<String> calls = new ConcurrentSkipListSet<>();
    List<UnaryOperator<WorkerBuilder>> setters = new ArrayList<>();
    setters.add(b -> b.name("mailer"));
    setters.add(b -> b.queues("mail"));
    setters.add(b -> b.concurrency(1));
    setters.add(b -> b.pollInterval(Duration.ofSeconds(3)));
    setters.add(b -> b.lease(Duration.ofMinutes(2)));
    setters.add(b -> b.limitQueue("mail", 2));
    setters.add(b -> b.limitQueue("web", 3));
    setters.add(b -> b.limitTask("number", 4));
    setters.add(b -> b.configure(c -> c.stopTimeout(Duration.ofSeconds(9))));
    setters.add(b -> b.register(Task.of(TYPE, (n, context) -> n)));
    setters.add(
        b ->
            b.intercept(
                (context, next) -> {
                  calls.add("interceptor");
                  return next.proceed();
                }));
    setters.add(
        b ->
            b.onCompletion(
                (claim, outcome) -> {
                  calls.add("hook");
                  return List.of();
                }));
    setters.add(
        b ->
            b.listen(
                new WorkerListener() {
                  @Override
                  public void started(Claim claim) {
                    calls.add("listener");
                  }
                }));
    WorkerConfig expected =
        WorkerConfig.of("mailer")
            .queues(List.of("mail"))
            .concurrency(1)
            .pollInterval(Duration.ofSeconds(3))
            .lease(Duration.ofMinutes(2))
            .limits(LIMITS)
            .stopTimeout(Duration.ofSeconds(9));
    try (TaskQueue queue = TaskQueue.over(new MemoryBackend())) {
      Worker worker = apply(random, Worker.builder(queue), setters).build();

      assertEquals(expected, worker.config());
      try (worker) {
        worker.start();
        assertEquals(
            5,
            queue
                .enqueue(TYPE, 5, TaskOptions.defaults().queue("mail"))
                .await(Duration.ofSeconds(30)));
      }
    }
    assertEquals(Set.of("hook", "interceptor", "listener"), calls);
  }

  @Property(tries = 100)
  void of_a_queue(@ForAll Random random) {
    JacksonCodec codec = new JacksonCodec();
    TaskOptions options = TaskOptions.defaults().priority(7);
    EnqueueInterceptor interceptor = message -> message;
    kept(
        random,
        QueueConfig.create(),
        List.of(
            c -> c.defaults(options),
            c -> c.defaultsFor("mail", options),
            c -> c.codec(codec),
            c -> c.maxPayloadBytes(100),
            c -> c.intercept(interceptor),
            c -> c.clock(CLOCK)));
  }

  @Property(tries = 100)
  void of_stores(@ForAll Random random) {
    kept(
        random,
        BackendSettings.defaults(),
        List.of(
            s -> s.clock(CLOCK),
            s -> s.retention(new Retention(Duration.ofHours(1), 2, Duration.ofHours(3), 4)),
            s -> s.maxDeliveries(9),
            s -> s.ageing(Duration.ofMinutes(1))));
    kept(
        random,
        ResultSettings.defaults(),
        List.of(
            s -> s.clock(CLOCK),
            s -> s.ttl(Duration.ofHours(1)),
            s -> s.maxCount(5),
            s -> s.maxBytes(100)));
    kept(
        random,
        MetadataSettings.defaults(),
        List.of(s -> s.clock(CLOCK), s -> s.endedAge(Duration.ofHours(1)), s -> s.endedCount(5)));
  }

  @Property(tries = 100)
  void of_a_schedule(@ForAll Random random) {
    kept(
        random,
        ScheduleOptions.defaults(),
        List.of(
            o -> o.missed(MissedTicks.catchUp(3)),
            o -> o.overlap(Overlap.SKIP),
            o -> o.jitter(Duration.ofSeconds(4)),
            o -> o.startAt(Instant.ofEpochSecond(1)),
            o -> o.endAt(Instant.ofEpochSecond(2))));
  }

  @Property(tries = 20)
  void of_the_builder_of_a_scheduler(@ForAll Random random) {
    Schedule hourly = Schedule.fixedRate(Duration.ofHours(1));
    try (TaskQueue queue = TaskQueue.over(new MemoryBackend());
        MemoryScheduleStore store = new MemoryScheduleStore(CLOCK)) {
      Scheduler scheduler =
          apply(
                  random,
                  Scheduler.builder(queue),
                  List.<UnaryOperator<Scheduler.Builder>>of(
                      b -> b.add("one", hourly, TYPE, 1),
                      b -> b.add("two", hourly, TYPE, 2),
                      b -> b.pollInterval(Duration.ofMinutes(1)),
                      b -> b.store(store)))
              .open();
      try (scheduler) {
        assertEquals(Optional.empty(), Schedules.of(queue).find("one"));
        assertEquals(2, store.list("", 10).size());
      }
    }
  }

  /** All setters in their order, and in another one, give the same; without any, another thing. */
  private static <T> void kept(Random random, T defaults, List<UnaryOperator<T>> setters) {
    T all = inOrder(defaults, setters);
    for (int i = 0; i < setters.size(); i++) {
      List<UnaryOperator<T>> others = new ArrayList<>(setters);
      others.remove(i);
      assertNotEquals(all, inOrder(defaults, others), "setter " + i + " changes nothing");
    }
    assertEquals(all, apply(random, defaults, setters));
  }

  private static <T> T apply(Random random, T defaults, List<UnaryOperator<T>> setters) {
    List<UnaryOperator<T>> shuffled = new ArrayList<>(setters);
    Collections.shuffle(shuffled, random);
    return inOrder(defaults, shuffled);
  }

  private static <T> T inOrder(T defaults, List<UnaryOperator<T>> setters) {
    T result = defaults;
    for (UnaryOperator<T> setter : setters) {
      result = setter.apply(result);
    }
    return result;
  }
}
