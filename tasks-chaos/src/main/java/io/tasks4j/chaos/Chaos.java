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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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

  /** How soon the store answers after a fault; a server has to start in it, twice if need be. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  /** How soon everything goes on after the last fault; processes have to start in it. */
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private static final int STOP_SECONDS = 30;
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
  private final BoundedWait wait;

  /** What did not come or end though it had to. */
  private final List<String> missed = new ArrayList<>();

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
    this.wait = new BoundedWait(store.server(), out);
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
        Verdict verdict = chaos.judged();
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

  /** Of a run that cannot go on, the verdict is what was missed. */
  private Verdict judged() throws Exception {
    Verdict verdict;
    try {
      verdict = proceed();
    } catch (BoundedWait.MissedException e) {
      missed(e.missed());
      verdict = new Verdict();
    }
    for (String what : missed) {
      verdict.violated(Checker.UNENDED, what);
    }
    verdict.print(out, faults);
    return verdict;
  }

  private void missed(String what) {
    out.println("NOT HELD: " + what);
    missed.add(BoundedWait.firstLine(what));
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
      wait.revive();
      cause(fault);
    }
    wait.revive();
    // So that all that waits for a time has it behind it, and schedules need not rest.
    setClock(furthestClock);
    Instant over = clocks.ofStore().instant();
    end(producers, "producer");
    out.println("faults are over, the rest is worked off");
    try (TaskQueue queue = open()) {
      endTicks(Schedules.of(queue), begin, over);
      rest(queue);
      end(workers, "worker");
      History history = History.read(folder);
      return answer(() -> new Checker(history, queue.admin()::find, store.orderBound()).check());
    }
  }

  /** Ends the schedules once all go on. */
  private void endTicks(Schedules schedules, Instant begin, Instant over) throws Exception {
    await("every schedule to go on", RECOVERY, () -> Ticking.goOn(schedules, over));
    end(schedulers, "scheduler");
    Ticking.note(answer(() -> Ticking.lastTicks(schedules)), begin, notes);
    for (String name : Ticking.PERIODS.keySet()) {
      boolean ignored = answer(() -> schedules.remove(name));
    }
  }

  /** Lets processes end in good order. */
  private void end(List<Child> children, String name) throws Exception {
    long left = Child.end(children, STOP_SECONDS);
    if (left > 0) {
      missed("waited " + STOP_SECONDS + " s for each " + name + " to stop: " + left + " did not");
    }
  }

  /** Waits; what does not come is part of the verdict, and the run goes on. */
  private void await(String what, Duration bound, BooleanSupplier there) throws Exception {
    try {
      wait.until(what, bound, () -> Optional.of(true).filter(yes -> there.getAsBoolean()));
    } catch (BoundedWait.MissedException e) {
      missed(e.missed());
    }
  }

  /** What the store says; without it, there is no more to judge. */
  private <T> T answer(Supplier<T> ask) throws Exception {
    return wait.until("the store to answer", ANSWER, () -> Optional.of(ask.get()));
  }

  /** For the director itself. */
  private TaskQueue open() throws Exception {
    return answer(
        () ->
            Child.open(store.directAddress(), clocks, InstantSource.system(), backend -> backend));
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
        end(workers.subList(which, which + 1), "worker");
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
        wait.start(server);
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
      await("the server to have written what it said it had", ANSWER, server::hasWritten);
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

  /** Waits until all tasks have ended. */
  private void rest(TaskQueue queue) throws Exception {
    await("all tasks to end", REST, () -> live(queue) == 0);
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
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
