package io.tasks4j.chaos;

import io.tasks4j.chaos.Load.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What all processes of a run noted. Times are in microseconds. */
final class History {
  /** One claim as a worker got it, {@code place} being its place in the claim call. */
  record Claimed(String id, long token, long begin, long at, int attempt, int place) {}

  /** One end that a worker reported to the store. */
  record Settled(String id, long token, String outcome, boolean applied, String worker) {}

  /** One start of a body. */
  record Run(String id, long token, long at, String worker) {}

  /** All about one task. */
  static final class TaskNotes {
    final String id;
    Kind kind = Kind.PLAIN;
    String queue = "";
    int priority = 5;
    long tried;

    /** In microseconds; it may not begin before that has passed by the store's clock. */
    long delay;

    /** Of a tick, when its time is by the store's clock; else 0. */
    long tick;

    long accepted;
    boolean duplicate;
    boolean cancelled;

    /** Whether it was enqueued by a task. */
    boolean child;

    /** Follow-ups of its runs: the same in each, by derived ids. */
    final Set<String> children = new HashSet<>();

    /** Of a part, what it was given: the number of steps before it, or of results. */
    final Set<Integer> given = new HashSet<>();

    final List<Run> runs = new ArrayList<>();
    final List<Run> completed = new ArrayList<>();
    final List<Settled> settled = new ArrayList<>();
    final List<Claimed> claims = new ArrayList<>();

    TaskNotes(String id) {
      this.id = id;
    }
  }

  /**
   * A chain or a group that a producer tried to enqueue.
   *
   * @param parts how many steps or members
   * @param fails of a chain, the step that fails, or 0; of a group, how many members fail
   */
  record Whole(String id, Kind kind, int parts, int fails) {}

  /** A schedule: its first and its last tick, in milliseconds since the epoch. */
  record Plan(String name, long period, long first, long last) {}

  final Map<String, TaskNotes> tasks = new HashMap<>();
  final List<Whole> wholes = new ArrayList<>();
  final Set<String> made = new HashSet<>();

  /** The callbacks that ran. */
  final Set<String> called = new HashSet<>();

  final Steps steps = new Steps();
  final List<Plan> plans = new ArrayList<>();

  /** By schedule and tick, the tasks that ran for it. */
  final Map<String, Map<Long, Set<String>>> ticks = new HashMap<>();

  private History() {}

  static History read(Path folder) throws IOException {
    History history = new History();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".notes")).toList()) {
        String name = file.getFileName().toString();
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // The last line may be cut off.
        int whole = text.lastIndexOf('\n');
        String[] lines = whole < 0 ? new String[0] : text.substring(0, whole).split("\n");
        int place = 0;
        for (String line : lines) {
          history.add(line.split(" "), name, place++);
        }
      }
    }
    return history;
  }

  private void add(String[] w, String from, int place) {
    switch (w[1]) {
      case "chain" -> wholes.add(whole(w, Kind.CHAIN));
      case "group" -> wholes.add(whole(w, Kind.GROUP));
      case "called" -> called.add(w[2]);
      case "made" -> made.add(w[2]);
      case "unmade" -> {
        // It may be there or not.
      }
      case "clock" ->
          steps.add(Long.parseLong(w[2]), Long.parseLong(w[0]), Long.parseLong(w[3]) * 1_000);
      case "schedule" ->
          plans.add(
              new Plan(w[2], Long.parseLong(w[3]), Long.parseLong(w[4]), Long.parseLong(w[5])));
      default -> addOfTask(w, from, place);
    }
  }

  private static Whole whole(String[] w, Kind kind) {
    return new Whole(w[2], kind, Integer.parseInt(w[3]), Integer.parseInt(w[4]));
  }

  private void addOfTask(String[] w, String from, int place) {
    long at = Long.parseLong(w[0]);
    TaskNotes task = tasks.computeIfAbsent(w[2], TaskNotes::new);
    switch (w[1]) {
      case "try" -> {
        task.kind = Kind.valueOf(w[3]);
        task.queue = w[4];
        task.priority = Integer.parseInt(w[5]);
        task.tried = at;
        task.delay = Long.parseLong(w[6]) * 1_000;
      }
      case "ok" -> task.accepted = at;
      case "dup" -> task.duplicate = true;
      case "failed" -> {
        // It may be there or not.
      }
      case "cancel" -> task.cancelled = w[3].equals("CANCELLED");
      case "child" -> {
        task.children.add(w[3]);
        tasks.computeIfAbsent(w[3], TaskNotes::new).child = true;
      }
      case "run" -> task.runs.add(new Run(w[2], Long.parseLong(w[3]), at, from));
      case "ran" -> task.completed.add(new Run(w[2], Long.parseLong(w[3]), at, from));
      case "given" -> task.given.add(Integer.parseInt(w[3]));
      case "tick" -> {
        task.tick = Math.max(task.tick, Long.parseLong(w[4]) * 1_000);
        ticks
            .computeIfAbsent(w[3], name -> new HashMap<>())
            .computeIfAbsent(Long.parseLong(w[4]), tick -> new HashSet<>())
            .add(w[2]);
      }
      case "claim" ->
          task.claims.add(
              new Claimed(
                  w[2],
                  Long.parseLong(w[3]),
                  Long.parseLong(w[4]),
                  at,
                  Integer.parseInt(w[5]),
                  place));
      case "settle" ->
          task.settled.add(
              new Settled(w[2], Long.parseLong(w[3]), w[4], Boolean.parseBoolean(w[5]), from));
      default -> throw new IllegalStateException("unknown line " + String.join(" ", w));
    }
  }
}
