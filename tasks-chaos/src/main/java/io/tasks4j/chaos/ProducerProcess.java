package io.tasks4j.chaos;

import io.tasks4j.TaskException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.UniqueKey;
import io.tasks4j.chaos.Load.Kind;
import io.tasks4j.chaos.Load.Work;
import io.tasks4j.queue.TaskGraph;
import io.tasks4j.queue.TaskQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Enqueues tasks of all kinds, and cancels some, until its input ends. */
final class ProducerProcess {
  private static final List<Kind> MIX = mix();

  private final TaskQueue queue;
  private final Notes notes;
  private final Random random;

  ProducerProcess(TaskQueue queue, Notes notes, long seed) {
    this.queue = queue;
    this.notes = notes;
    this.random = new Random(seed);
  }

  /** Arguments: those of a {@link Duty}, seed, tasks a second. */
  public static void main(String[] args) throws Exception {
    CountDownLatch end = Child.endOfInput();
    Duty duty = Duty.of(args);
    long seed = Long.parseLong(args[Duty.LENGTH]);
    long pause = TimeUnit.SECONDS.toMicros(1) / Integer.parseInt(args[Duty.LENGTH + 1]);
    try (Notes notes = new Notes(duty.notes());
        TaskQueue queue = duty.open(end, backend -> backend)) {
      ProducerProcess producer = new ProducerProcess(queue, notes, seed);
      while (!end.await(pause, TimeUnit.MICROSECONDS)) {
        producer.one();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As often as each kind comes in a hundred. */
  private static List<Kind> mix() {
    List<Kind> mix = new ArrayList<>();
    mix.addAll(Collections.nCopies(47, Kind.PLAIN));
    mix.addAll(Collections.nCopies(14, Kind.DELAYED));
    mix.addAll(Collections.nCopies(10, Kind.FLAKY));
    mix.addAll(Collections.nCopies(3, Kind.DEAD));
    mix.addAll(Collections.nCopies(2, Kind.SLOW));
    mix.addAll(Collections.nCopies(6, Kind.CANCELLED));
    mix.addAll(Collections.nCopies(7, Kind.UNIQUE));
    mix.addAll(Collections.nCopies(6, Kind.PARENT));
    mix.addAll(Collections.nCopies(3, Kind.CHAIN));
    mix.addAll(Collections.nCopies(2, Kind.GROUP));
    return List.copyOf(mix);
  }

  /** Enqueues a task, chain or group. */
  void one() throws InterruptedException {
    Kind kind = MIX.get(random.nextInt(MIX.size()));
    String to = Load.QUEUES.get(random.nextInt(Load.QUEUES.size()));
    switch (kind) {
      case CHAIN -> chain(to);
      case GROUP -> group(to);
      default -> task(kind, to);
    }
  }

  private void chain(String to) {
    TaskId id = TaskId.next();
    int steps = 2 + random.nextInt(4);
    int fails = random.nextInt(3) == 0 ? 1 + random.nextInt(steps) : 0;
    notes.add("chain", id, steps, fails);
    enqueue(id, Compositions.chain(id, steps, fails, to));
  }

  private void group(String to) {
    TaskId id = TaskId.next();
    int members = 2 + random.nextInt(12);
    int failing = random.nextInt(3) == 0 ? 1 + random.nextInt(members) : 0;
    notes.add("group", id, members, failing);
    enqueue(id, Compositions.group(id, members, failing, to));
  }

  private void enqueue(TaskId id, TaskGraph<?> whole) {
    try {
      Object ignored = queue.enqueue(whole);
      notes.add("made", id);
    } catch (TaskException e) {
      notes.add("unmade", id, e.getClass().getSimpleName());
    }
  }

  private void task(Kind kind, String to) throws InterruptedException {
    Duration delay =
        switch (kind) {
          case DELAYED -> Duration.ofMillis(random.nextInt(20_000));
          case CANCELLED -> Duration.ofMillis(20_000 + random.nextInt(20_000));
          default -> Duration.ZERO;
        };
    // A few run for longer, so that faults meet tasks in their bodies.
    int millis = random.nextInt(30) == 0 ? 500 + random.nextInt(1_500) : random.nextInt(5);
    Work work = new Work(kind, millis, kind == Kind.FLAKY ? 1 + random.nextInt(2) : 0);
    TaskId id = TaskId.next();
    int priority = random.nextInt(10);
    TaskOptions options =
        TaskOptions.defaults().id(id).queue(to).priority(priority).over(Load.options(kind));
    options = delay.isZero() ? options : options.delay(delay);
    if (kind == Kind.UNIQUE) {
      options = options.unique(UniqueKey.whileLive("key-" + random.nextInt(3)));
    }
    notes.add("try", id, kind, to, priority, delay.toMillis());
    try {
      TaskId now = queue.enqueue(Load.TYPE, work, options).id();
      notes.add(now.equals(id) ? "ok" : "dup", id);
      if (kind == Kind.CANCELLED) {
        Thread.sleep(20);
        notes.add("cancel", id, queue.admin().cancel(id));
      }
    } catch (TaskException e) {
      notes.add("failed", id, e.getClass().getSimpleName());
    }
  }
}
