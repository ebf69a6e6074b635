package io.tasks4j.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an earlier release added, and the present one does not. */
class OtherSchedulesTest {
  private final Rig rig = new Rig();

  OtherSchedulesTest() {
    for (String name : List.of("kept", "gone", "paused")) {
      add(Scheduler.builder(rig.queue), name).open();
    }
    assertTrue(Schedules.of(rig.queue).pause("paused"));
  }

  @Test
  void a_schedule_that_is_removed_at_the_start_fires_no_more() {
    Scheduler scheduler =
        add(Scheduler.builder(rig.queue), "kept").remove("gone").remove("never.there").open();

    assertEquals(List.of("kept", "paused"), names(scheduler));
  }

  @Test
  void of_adding_and_removing_the_later_counts() {
    Scheduler scheduler =
        add(add(Scheduler.builder(rig.queue), "gone").remove("gone").remove("kept"), "kept")
            .others(OtherSchedules.REMOVE)
            .open();

    assertEquals(List.of("kept"), names(scheduler));
  }

  @Test
  void others_stay_unless_they_are_to_be_removed() {
    assertEquals(
        List.of("gone", "kept", "paused"), names(add(Scheduler.builder(rig.queue), "kept").open()));
    assertEquals(
        List.of("kept"),
        names(add(Scheduler.builder(rig.queue), "kept").others(OtherSchedules.REMOVE).open()));
  }

  @Test
  void a_warning_names_those_that_fire() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      Scheduler scheduler =
          add(Scheduler.builder(rig.queue), "kept").others(OtherSchedules.WARN).open();
      assertEquals(List.of("gone", "kept", "paused"), names(scheduler));
    } finally {
      System.setErr(before);
    }

    String said = log.toString(UTF_8);
    assertTrue(said.contains("WARN") && said.contains("adds them: gone."), said);
  }

  @Test
  void what_is_no_name_is_refused_at_once() {
    assertThrows(
        IllegalArgumentException.class, () -> Scheduler.builder(rig.queue).remove("no name"));
  }

  private static Scheduler.Builder add(Scheduler.Builder builder, String name) {
    return builder.add(name, Rig.HOURLY, Rig.REPORT, "all");
  }

  private static List<String> names(Scheduler scheduler) {
    return scheduler.schedules().list().stream().map(ScheduleInfo::name).toList();
  }
}
