package io.tasks4j.chaos;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * What every process of a run is told.
 *
 * @param address of the store
 * @param notes file for what it does
 * @param clocks file of all clocks
 * @param which whose clock it goes by
 * @param plant a fault of the library in it
 */
record Duty(String address, Path notes, Path clocks, int which, Plant plant) {
  /** How many arguments of a process it takes. */
  static final int LENGTH = 5;

  static Duty of(String[] args) {
    return new Duty(
        args[0],
        Path.of(args[1]),
        Path.of(args[2]),
        Integer.parseInt(args[3]),
        Plant.valueOf(args[4]));
  }

  List<String> arguments() {
    return List.of(address, notes.toString(), clocks.toString(), "" + which, plant.name());
  }

  /** Opens the queue, however long the store is away, until the process is to end. */
  TaskQueue open(CountDownLatch end, UnaryOperator<TaskBackend> wrap)
      throws InterruptedException, IOException {
    Clocks all = new Clocks(clocks);
    InstantSource own = all.ofProcess(which);
    return Child.begin(
        end,
        () ->
            Child.open(
                address, all, own, backend -> wrap.apply(plant.in(backend, all.ofStore(), own))));
  }
}
