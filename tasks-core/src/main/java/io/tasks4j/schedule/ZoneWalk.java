package io.tasks4j.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instants of local times in a zone whose clocks change.
 *
 * <p>The two rules are those of Debian's cron(8), "Special considerations exist when the clock is
 * changed": fixed times are neither lost nor doubled, intervals go on by the new time. Unlike
 * there, no change is too large, and what counts as an interval does not depend on its spelling.
 */
final class ZoneWalk {
  /** The first match that is not before a local time; null when there is none. */
  @FunctionalInterface
  interface Matches {
    @Nullable LocalDateTime atOrAfter(LocalDateTime from);
  }

  private final ZoneRules rules;
  private final Matches matches;

  ZoneWalk(ZoneRules rules, Matches matches) {
    this.rules = rules;
    this.matches = matches;
  }

  /**
   * The next of fixed local times. One that the clocks skip comes at the end of the skipped time,
   * one that they show twice comes the first time; so each comes once.
   */
  @Nullable Instant nextFixed(Instant after) {
    LocalDateTime from = LocalDateTime.ofInstant(after, rules.getOffset(after));
    while (true) {
      LocalDateTime local = matches.atOrAfter(from);
      if (local == null) {
        return null;
      }
      ZoneOffsetTransition change = rules.getTransition(local);
      Instant found;
      if (change == null) {
        found = local.toInstant(rules.getOffset(local));
      } else {
        found = change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
      }
      if (found.isAfter(after)) {
        return found;
      }
      if (change == null || after.isBefore(change.getInstant())) {
        from = local.plusSeconds(1);
      } else {
        // All that the clocks skipped or showed twice here lies behind.
        from = change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore();
      }
    }
  }

  /**
   * The next instant at which the clocks show a matching time, whether or not they showed it
   * before.
   */
  @Nullable Instant nextShown(Instant after) {
    Instant start = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    ZoneOffset offset = rules.getOffset(start);
    ZoneOffsetTransition change = rules.nextTransition(start);
    LocalDateTime from = LocalDateTime.ofInstant(start, offset);
    LocalDateTime local = matches.atOrAfter(from);
    while (true) {
      if (local != null) {
        Instant found = local.toInstant(offset);
        if (change == null || found.isBefore(change.getInstant())) {
          return found;
        }
      } else if (change == null || !change.getDateTimeAfter().isBefore(from)) {
        // The clocks only ever show later times from here on.
        return null;
      }
      LocalDateTime shown = change.getDateTimeAfter();
      // Between from and local nothing matches, so most changes need no new look.
      if (shown.isBefore(from) || local == null || shown.isAfter(local)) {
        from = shown;
        local = matches.atOrAfter(from);
      }
      offset = change.getOffsetAfter();
      change = rules.nextTransition(change.getInstant());
    }
  }
}
