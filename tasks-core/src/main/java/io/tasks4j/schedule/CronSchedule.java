package io.tasks4j.schedule;

import io.tasks4j.When;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Times written as cron text, by the clocks of a zone. Immutable.
 *
 * <p>When the clocks change, fixed times are neither lost nor doubled: one that is skipped comes
 * right after the skipped time, one that is shown twice comes the first time. Intervals follow
 * elapsed time: a schedule that fires every hour, or several times within an hour, fires whenever
 * the clocks show a matching time. {@code docs/schedules.md} has the rule with examples.
 */
public final class CronSchedule implements Schedule {
  private final String text;
  private final ZoneId zone;
  private final CronParser.Parsed parsed;
  private final ZoneWalk walk;

  private CronSchedule(String text, ZoneId zone, CronParser.Parsed parsed) {
    this.text = text;
    this.zone = zone;
    this.parsed = parsed;
    this.walk = new ZoneWalk(zone.getRules(), parsed.pattern()::atOrAfter);
  }

  /**
   * Reads a cron text of 5 fields as {@link CronDialect#UNIX}, of 6 as {@link CronDialect#SPRING},
   * of 7 as {@link CronDialect#QUARTZ}; or one of {@code @yearly @annually @monthly @weekly @daily
   * @midnight @hourly}.
   *
   * @throws IllegalArgumentException when it cannot be read, naming the field, never fires, or has
   *     more than 500 characters
   */
  public static CronSchedule of(String text, ZoneId zone) {
    return new CronSchedule(text, Objects.requireNonNull(zone, "zone"), CronParser.parse(text));
  }

  /**
   * Reads a cron text of a dialect.
   *
   * @throws IllegalArgumentException when it cannot be read, naming the field, or never fires
   */
  public static CronSchedule of(String text, ZoneId zone, CronDialect dialect) {
    return new CronSchedule(
        text, Objects.requireNonNull(zone, "zone"), CronParser.parse(text, dialect));
  }

  /**
   * Reads a cron text, as {@link #of(String, ZoneId)} does, for a zone given as text, such as
   * {@code Europe/Paris}.
   *
   * @throws IllegalArgumentException when there is no such zone, or the text is wrong
   */
  public static CronSchedule of(String text, String zone) {
    return of(text, zone(zone));
  }

  /** The zone of an id, with an error that says what would do. */
  static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "no time zone '" + id + "'; zones are named like Europe/Paris, UTC or +02:00", e);
    }
  }

  @Override
  public Optional<ZonedDateTime> next(ZonedDateTime after) {
    Instant from = after.toInstant();
    if (from.isBefore(Instant.EPOCH)) {
      from = Instant.EPOCH.minusMillis(1);
    }
    if (from.isAfter(When.LATEST)) {
      return Optional.empty();
    }
    @Nullable Instant found =
        parsed.pattern().everyHour() ? walk.nextShown(from) : walk.nextFixed(from);
    return found == null || found.isAfter(When.LATEST)
        ? Optional.empty()
        : Optional.of(found.atZone(zone));
  }

  /** In English, such as "at 03:00 at Monday day". */
  public String describe() {
    return parsed.description();
  }

  /** The text as it was given. */
  public String text() {
    return text;
  }

  /** Whose clocks count. */
  public ZoneId zone() {
    return zone;
  }

  /** How the text was read. */
  public CronDialect dialect() {
    return parsed.dialect();
  }

  /** Equal when text, zone and dialect are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronSchedule that
        && text.equals(that.text)
        && zone.equals(that.zone)
        && dialect() == that.dialect();
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, zone, dialect());
  }

  @Override
  public String toString() {
    return "CronSchedule[" + text + ", " + zone + "]";
  }
}
