package io.tasks4j.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the times of a cron text by looking at every step of a zone's timeline, one after the
 * other.
 *
 * <p>Shares nothing with the code it judges: it reads plain fields itself (numbers, names, lists,
 * ranges, steps), and knows of a change of the clocks only by what they show.
 */
final class CronOracle {
  private static final String MONTHS = "xxx jan feb mar apr may jun jul aug sep oct nov dec";
  private static final String DAYS = "sun mon tue wed thu fri sat";

  private final boolean[][] fields = new boolean[6][];
  private final boolean either;
  private final boolean elapsed;

  /** Reads a Unix text of 5 fields, or a Spring text of 6. */
  CronOracle(String text) {
    String[] given = text.split(" ", -1);
    boolean unix = given.length == 5;
    String[] all = (unix ? "0 " + text : text).toLowerCase(Locale.ROOT).split(" ", -1);
    fields[0] = read(all[0], 0, 59, "");
    fields[1] = read(all[1], 0, 59, "");
    fields[2] = read(all[2], 0, 23, "");
    fields[3] = read(all[3], 1, 31, "");
    fields[4] = read(all[4], 1, 12, MONTHS);
    fields[5] = read(all[5], 0, 7, DAYS);
    fields[5][0] |= fields[5][7];
    either = unix && !all[3].startsWith("*") && !all[5].startsWith("*");
    boolean everyHour = true;
    for (boolean hour : fields[2]) {
      everyHour &= hour;
    }
    elapsed = everyHour || (all[0] + all[1]).matches(".*[*/-].*");
  }

  /** What the clocks of a zone show, one look after the other. */
  static final class Timeline {
    final Instant from;
    final Instant until;
    private final long start;
    private final int step;
    private final LocalDateTime[] shown;

    /** A year, minute by minute. */
    static Timeline of(int year, ZoneId zone) {
      Instant from = LocalDate.of(year, 1, 1).atStartOfDay(zone).toInstant();
      Instant until = LocalDate.of(year + 1, 1, 1).atStartOfDay(zone).toInstant();
      return new Timeline(from, until, zone, 60);
    }

    /** From {@code from} to {@code until}, with a look every {@code step} seconds. */
    Timeline(Instant from, Instant until, ZoneId zone, int step) {
      ZoneRules rules = zone.getRules();
      this.from = from;
      this.until = until;
      this.step = step;
      // Two days before, so that it is known what the clocks have shown already.
      this.start = Math.floorDiv(from.getEpochSecond() - 2 * 86_400, step) * (long) step;
      this.shown = new LocalDateTime[(int) ((until.getEpochSecond() - start) / step) + 1];
      for (int i = 0; i < shown.length; i++) {
        Instant instant = Instant.ofEpochSecond(start + (long) i * step);
        shown[i] = LocalDateTime.ofInstant(instant, rules.getOffset(instant));
      }
    }

    /** What is to be judged: the times of a schedule in the same span. */
    List<Instant> times(Schedule schedule) {
      List<Instant> found = new ArrayList<>();
      ZonedDateTime t = from.atZone(ZoneOffset.UTC);
      while (true) {
        Optional<ZonedDateTime> next = schedule.next(t);
        if (next.isEmpty() || next.get().toInstant().isAfter(until)) {
          return found;
        }
        t = next.get();
        found.add(t.toInstant());
      }
    }
  }

  /** All times after the begin of the timeline, up to its end. */
  List<Instant> times(Timeline line) {
    List<Instant> found = new ArrayList<>();
    LocalDateTime latest = line.shown[0];
    for (int i = 1; i < line.shown.length; i++) {
      LocalDateTime shown = line.shown[i];
      boolean fires = elapsed && matches(shown);
      if (!elapsed) {
        for (LocalDateTime t = shown; t.isAfter(latest) && !fires; t = t.minusSeconds(line.step)) {
          fires = matches(t);
        }
      }
      Instant instant = Instant.ofEpochSecond(line.start + (long) i * line.step);
      if (fires && instant.isAfter(line.from)) {
        found.add(instant);
      }
      latest = shown.isAfter(latest) ? shown : latest;
    }
    return found;
  }

  private boolean matches(LocalDateTime t) {
    boolean month = fields[3][t.getDayOfMonth()];
    boolean week = fields[5][t.getDayOfWeek().getValue() % 7];
    return fields[1][t.getMinute()]
        && fields[0][t.getSecond()]
        && fields[2][t.getHour()]
        && fields[4][t.getMonthValue()]
        && (either ? month || week : month && week);
  }

  private static boolean[] read(String field, int least, int most, String names) {
    boolean[] set = new boolean[most + 1];
    for (String part : field.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
      String[] ends = stepped[0].split("-", -1);
      int first = least;
      int last = most == 7 && step > 1 ? 6 : most;
      if (!ends[0].equals("*") && !ends[0].equals("?")) {
        first = number(ends[0], names);
        last = ends.length == 2 ? number(ends[1], names) : stepped.length == 2 ? last : first;
      }
      for (int n = first; n <= last; n += step) {
        set[n] = true;
      }
    }
    return set;
  }

  private static int number(String text, String names) {
    int index = names.isEmpty() ? -1 : names.indexOf(text);
    return index >= 0 && text.length() == 3 ? index / 4 : Integer.parseInt(text);
  }
}
