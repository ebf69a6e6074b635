package io.tasks4j.schedule;

import io.tasks4j.internal.LogText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a scheduler does, when it starts, about schedules of its store that it was not told to add:
 * of an earlier release, of another application, or added by hand.
 */
public enum OtherSchedules {
  /** They go on, and are not spoken of. */
  KEEP,
  /** They go on, and a WARN names those that fire. */
  WARN,
  /** They are removed, paused ones too: what this scheduler adds is all there is. */
  REMOVE;

  private static final Logger LOG = LoggerFactory.getLogger(OtherSchedules.class);
  private static final int NAMED = 10;

  /** Does it to all but those of these names. */
  void apply(Schedules schedules, Set<String> added) {
    if (this == KEEP) {
      return;
    }
    List<ScheduleInfo> others =
        schedules.list().stream().filter(s -> !added.contains(s.name())).toList();
    if (this == REMOVE) {
      for (ScheduleInfo other : others) {
        if (schedules.remove(other.name())) {
          LOG.info("schedule {} was removed: nothing here adds it", LogText.line(other.name()));
        }
      }
      return;
    }
    List<ScheduleInfo> firing =
        others.stream().filter(s -> s.state() == ScheduleInfo.State.ACTIVE).toList();
    if (!firing.isEmpty()) {
      LOG.warn(
          "{} schedules of the store go on firing though nothing here adds them: {}. Those of an"
              + " earlier release are to be removed, by hand or by others=REMOVE; if all are meant,"
              + " others=KEEP says so",
          firing.size(),
          LogText.line(
              firing.stream()
                  .limit(NAMED)
                  .map(ScheduleInfo::name)
                  .collect(Collectors.joining(", "))));
    }
  }
}
