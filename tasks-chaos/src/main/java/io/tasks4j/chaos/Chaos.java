package io.tasks4j.chaos;

import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.schedule.Schedules;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The program behind {@code bin/chaos}: producers, workers and schedulers on one store, a fault
 * every second or so, then rest until all is done, and a verdict. The seed decides the order of
 * faults.
 */
public final class Chaos {
  private static final int PRODUCERS = 2;
  private static final int WORKERS = 3;
  private static final int SCHEDULERS = 2;
  private static final int TASKS_A_SECOND = 150;

  /** How soon everything goes on after the last fault; processes have to start in it. */
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private static final Duration REST = Duration.ofMinutes(3);

  /**
   * What to run.
   *
   * @param backend {@code sqlite}, {@code redis} or {@code rabbitmq}
   * @param time how long faults go on
   * @param seed of the order of faults and the mix of tasks
   * @param plant a fault planted in the library
   */
  record Settings(String backend, Duration time, long seed, Plant plant) {}

  private final Settings settings;
  private final Path folder;
  private final Store store;
  private final PrintStream out;
  private final Random random;
  private final List<Child> producers = new ArrayList<>();
  private final List<Child> workers = new ArrayList<>();
  private final List<Child> schedulers = new ArrayList<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Notes notes;
  private final Clocks clocks;
  private long furthestClock;
  private int files;

  private Chaos(Settings settings, Path folder, Store store, Notes notes, PrintStream out)
      throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.store = store;
    this.out = out;
    this.notes = notes;
    this.clocks = new Clocks(clocksFile());
    this.random = new Random(settings.seed());
  }

  /** Arguments: backend, minutes, seed, planted fault; the last two may be left out. */
  public static void main(String[] args) throws Exception {
    Settings settings =
        new Settings(
            args[0],
            Duration.ofMillis((long) (60_000 * Double.parseDouble(args[1]))),
            args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime() % 1_000_000,
            args.length > 3 ? Plant.valueOf(args[3]) : Plant.NONE);
    Path folder = Files.createTempDirectory("tasks4j-chaos");
    Verdict verdict = run(settings, folder, System.out);
    if (verdict.holds()) {
      delete(folder);
    } else {
      System.out.println("the histories are in " + folder);
    }
    System.exit(verdict.holds() ? 0 : 1);
  }

  /** Runs in an empty folder, and prints what happens and the verdict. */
  static Verdict run(Settings settings, Path folder, PrintStream out) throws Exception {
    out.printf(
        Locale.ROOT,
        "%s, %d s of faults, seed %d: %d producers, %d workers, %d schedulers%n",
        settings.backend(),
        settings.time().toSeconds(),
        settings.seed(),
        PRODUCERS,
        WORKERS,
        SCHEDULERS);
    Optional<Disk> disk = Disk.find();
    if (disk.isEmpty()) {
      out.println("no disk of its own, so it is never full: the system lets nothing be mounted");
    }
    try (Store store = Store.of(settings.backend(), folder, disk);
        Notes notes = new Notes(folder.resolve("director.notes"))) {
      Chaos chaos = new Chaos(settings, folder, store, notes, out);
      boolean holds = false;
      try {
        Verdict verdict = chaos.proceed();
        holds = verdict.holds();
        return verdict;
      } finally {
        for (Child child : chaos.all()) {
          child.kill();
        }
        if (!holds && disk.isPresent()) {
          disk.get().copyTo(folder.resolve("store"));
        }
      }
    }
  }

  private List<Child> all() {
    List<Child> all = new ArrayList<>(producers);
    all.addAll(workers);
    all.addAll(schedulers);
    return all;
  }

  private Verdict proceed() throws Exception {
    try (TaskQueue queue = open()) {
      Ticking.define(Schedules.of(queue));
    }
    Instant begin = Instant.now();
    for (int i = 0; i < PRODUCERS; i++) {
      producers.add(producer(i));
    }
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker(i));
    }
    for (int i = 0; i < SCHEDULERS; i++) {
      schedulers.add(scheduler(i));
    }
    List<Fault> possible = Fault.of(store, settings.plant());
    long end = System.nanoTime() + settings.time().toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(500 + random.nextInt(2_000));
      Fault fault = possible.get(random.nextInt(possible.size()));
      faults.merge(fault, 1, Integer::sum);
      revive();
      cause(fault);
    }
    revive();
    // So that all that waits for a time has it behind it, and schedules need not rest.
    setClock(furthestClock);
    Instant over = clocks.ofStore().instant();
    for (Child producer : producers) {
      producer.end(30);
    }
    out.println("faults are over, the rest is worked off");
    try (TaskQueue queue = open()) {
      long left = endTicks(Schedules.of(queue), begin, over) + rest(queue);
      for (Child worker : workers) {
        if (!worker.end(30)) {
          out.println("a worker did not stop");
          left++;
        }
      }
      Verdict verdict =
          new Checker(History.read(folder), queue.admin()::find, store.orderBound()).check(left);
      verdict.print(out, faults);
      return verdict;
    }
  }

  /** Ends the schedules once all go on; how many do not, or schedulers that do not stop. */
  private long endTicks(Schedules schedules, Instant begin, Instant over) throws Exception {
    long end = System.nanoTime() + RECOVERY.toNanos();
    while (!Ticking.goOn(schedules, over) && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    long left = 0;
    if (!Ticking.goOn(schedules, over)) {
      out.println("a schedule did not go on");
      left++;
    }
    for (Child scheduler : schedulers) {
      if (!scheduler.end(30)) {
        out.println("a scheduler did not stop");
        left++;
      }
    }
    Ticking.end(schedules, begin, notes);
    return left;
  }

  /** For the director itself. */
  private TaskQueue open() throws InterruptedException {
    return Child.open(store.directAddress(), clocks, InstantSource.system(), backend -> backend);
  }

  private Path clocksFile() {
    return folder.resolve("clocks");
  }

  private Child producer(int which) throws IOException {
    return child(
        ProducerProcess.class,
        "producer",
        which,
        Long.toString(settings.seed() + files),
        Integer.toString(TASKS_A_SECOND));
  }

  private Child worker(int which) throws IOException {
    return child(WorkerProcess.class, "worker", PRODUCERS + which);
  }

  private Child scheduler(int which) throws IOException {
    return child(SchedulerProcess.class, "scheduler", PRODUCERS + WORKERS + which);
  }

  private Child child(Class<?> main, String name, int clock, String... more) throws IOException {
    String file = name + "-" + ++files;
    Path history = folder.resolve(file + ".notes");
    Duty duty = new Duty(store.address(), history, clocksFile(), clock, settings.plant());
    List<String> arguments = new ArrayList<>(duty.arguments());
    arguments.addAll(List.of(more));
    return Child.start(main, folder.resolve(file + ".log"), arguments.toArray(String[]::new));
  }

  private void cause(Fault fault) throws Exception {
    int which = random.nextInt(WORKERS);
    int other = random.nextInt(PRODUCERS);
    int third = random.nextInt(SCHEDULERS);
    // Beyond the lease as often as not.
    int lease = (int) WorkerProcess.LEASE.toMillis();
    int least = settings.plant() == Plant.SKIP_FENCE ? 2 * lease : 500;
    int millis = least + random.nextInt(2 * lease);
    out.printf(Locale.ROOT, "%-16s %s%n", fault, lasts(fault) ? millis + " ms" : "");
    switch (fault) {
      case KILL_WORKER -> {
        workers.get(which).kill();
        workers.set(which, worker(which));
      }
      case STOP_WORKER -> {
        if (!workers.get(which).end(30)) {
          throw new IllegalStateException("a worker did not stop within 30 s; see " + folder);
        }
        workers.set(which, worker(which));
      }
      case FREEZE_WORKER -> freeze(workers.get(which), millis);
      case KILL_PRODUCER -> {
        producers.get(other).kill();
        producers.set(other, producer(other));
      }
      case FREEZE_PRODUCER -> freeze(producers.get(other), millis);
      case KILL_SCHEDULER -> {
        schedulers.get(third).kill();
        schedulers.set(third, scheduler(third));
      }
      case FREEZE_SCHEDULER -> freeze(schedulers.get(third), millis);
      case KILL_SERVER -> {
        Store.Server server = store.server().orElseThrow();
        server.kill();
        Thread.sleep(millis / 2);
        server.start();
      }
      case FREEZE_SERVER -> {
        Store.Server server = store.server().orElseThrow();
        server.signal("STOP");
        Thread.sleep(millis);
        server.signal("CONT");
      }
      case CUT_LINK -> store.server().orElseThrow().link().cut();
      case SWALLOW -> {
        store.server().orElseThrow().link().swallow(true);
        Thread.sleep(millis);
        store.server().orElseThrow().link().swallow(false);
        store.server().orElseThrow().link().cut();
      }
      case LOSE_ANSWERS -> store.server().orElseThrow().link().loseAnswers(1 + random.nextInt(5));
      case FULL_DISK -> fillDisk(which, millis);
      case STEP_CLOCK -> setClock(clocks.storeOffset() + step());
      case SKEW_CLOCK -> {
        // Each producer as often as not, as they say when tasks are due.
        int process =
            random.nextBoolean() ? other : PRODUCERS + random.nextInt(WORKERS + SCHEDULERS);
        clocks.setProcess(process, 5 * step());
      }
    }
  }

  /** Milliseconds by which a clock is set: as often less than a lease as more. */
  private long step() {
    int most = random.nextBoolean() ? 3_000 : 60_000;
    return random.nextLong(-most, most + 1L);
  }

  private void setClock(long offset) {
    furthestClock = Math.max(furthestClock, offset);
    long before = Notes.now();
    clocks.setStore(offset);
    notes.add("clock", before, offset);
  }

  private void revive() throws Exception {
    if (store.server().isPresent()) {
      revive(store.server().get());
    }
  }

  /** A broker that met a full disk may end at once, or a while later. */
  private void revive(Store.Server server) throws Exception {
    if (!server.isAlive()) {
      out.println("the server has ended; it is started again");
      server.start();
    }
  }

  private void fillDisk(int worker, int millis) throws Exception {
    Disk disk = store.disk().orElseThrow();
    boolean kill = random.nextBoolean();
    disk.fill(random.nextInt(1 << 20));
    Thread.sleep(millis / 2);
    if (kill) {
      workers.get(worker).kill();
      workers.set(worker, worker(worker));
    }
    Thread.sleep(millis / 2);
    disk.free();
    if (store.server().isPresent()) {
      Store.Server server = store.server().get();
      revive(server);
      server.awaitWritten();
    }
  }

  private static boolean lasts(Fault fault) {
    return fault.name().contains("FREEZE") || fault == Fault.FULL_DISK;
  }

  private static void freeze(Child child, int millis) throws Exception {
    child.signal("STOP");
    Thread.sleep(millis);
    child.signal("CONT");
  }

  /** Waits until all tasks have ended; how many have not, after all. */
  private long rest(TaskQueue queue) throws InterruptedException {
    long end = System.nanoTime() + REST.toNanos();
    long live = live(queue);
    while (live > 0 && System.nanoTime() < end) {
      Thread.sleep(500);
      live = live(queue);
    }
    return live;
  }

  private static long live(TaskQueue queue) {
    return queue.admin().stats().values().stream().mapToLong(Chaos::live).sum();
  }

  private static long live(QueueStats stats) {
    return stats.count(TaskStatus.PENDING)
        + stats.count(TaskStatus.RETRY)
        + stats.count(TaskStatus.RUNNING);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.isDirectory(file)) {
          delete(file);
        } else {
          Files.delete(file);
        }
      }
    }
    Files.delete(folder);
  }
}
