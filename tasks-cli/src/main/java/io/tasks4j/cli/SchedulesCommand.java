package io.tasks4j.cli;

import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Schedules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "schedules",
    description = "Schedules, and when they fire next.",
    mixinStandardHelpOptions = true)
final class SchedulesCommand implements Callable<Integer> {
  private static final List<String> TITLES =
      List.of("SCHEDULE", "TASK", "QUEUE", "STATE", "WHEN", "NEXT", "LAST");

  @Mixin private StoreSession session;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      List<ScheduleInfo> all = Schedules.of(queue).list();
      if (session.output().json()) {
        session.output().json(all.stream().map(JsonMembers::schedule).toList());
      } else {
        session.output().table(TITLES, all.stream().map(SchedulesCommand::row).toList());
      }
    }
    return ExitCode.OK;
  }

  @Command(
      name = "pause",
      description = "Lets a schedule fire nothing until it is resumed.",
      mixinStandardHelpOptions = true)
  int pause(@Parameters(paramLabel = "NAME", description = "The schedule.") String name) {
    return change(name, "paused", Schedules::pause);
  }

  @Command(
      name = "resume",
      description = "Lets a paused schedule go on; ticks of the pause are not missed.",
      mixinStandardHelpOptions = true)
  int resume(@Parameters(paramLabel = "NAME", description = "The schedule.") String name) {
    return change(name, "resumed", Schedules::resume);
  }

  @Command(
      name = "trigger",
      description = "Enqueues a task of a schedule at once, and prints its id.",
      mixinStandardHelpOptions = true)
  int trigger(@Parameters(paramLabel = "NAME", description = "The schedule.") String name) {
    return change(
        name,
        "",
        (schedules, schedule) -> {
          if (schedules.find(schedule).isEmpty()) {
            return false;
          }
          String id = schedules.trigger(schedule).toString();
          if (session.output().json()) {
            session.output().json(Map.of("id", id));
          } else {
            session.output().line(id);
          }
          return true;
        });
  }

  @Command(
      name = "remove",
      description = "Removes a schedule; a process that adds it brings it back.",
      mixinStandardHelpOptions = true)
  int remove(
      @Parameters(paramLabel = "NAME", description = "The schedule.") String name,
      @Option(
              names = {"-y", "--yes"},
              description = "Do not ask.")
          boolean yes) {
    if (!yes && !session.confirms("remove the schedule " + name)) {
      return ExitCode.NOT_CONFIRMED;
    }
    return change(name, "removed", Schedules::remove);
  }

  private int change(String name, String done, BiPredicate<Schedules, String> change) {
    try (TaskQueue queue = session.open()) {
      if (!change.test(Schedules.of(queue), name)) {
        session.error("there is no schedule " + name);
        return ExitCode.FAILED;
      }
    }
    if (!done.isEmpty()) {
      if (session.output().json()) {
        session.output().json(Map.of(done, name));
      } else {
        session.output().line(done + " " + name);
      }
    }
    return ExitCode.OK;
  }

  private static String without(ScheduleInfo info) {
    return info.state() == ScheduleInfo.State.UNREADABLE ? "-" : "(a class of the application)";
  }

  private static List<String> row(ScheduleInfo info) {
    return List.of(
        info.name(),
        info.taskName(),
        info.queue(),
        info.state().name(),
        info.schedule().map(Object::toString).orElse(without(info)),
        CommandOutput.time(info.next()),
        CommandOutput.time(info.lastTick()));
  }
}
