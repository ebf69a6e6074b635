package io.tasks4j.schedule;

import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.IntegerFieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the fields that cron-utils read into sets of numbers. */
final class CronCompiler {
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2099;
  private static final LocalDateTime START = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);

  private final CronDialect dialect;
  private final Map<CronFieldName, FieldExpression> fields;

  CronCompiler(CronDialect dialect, Map<CronFieldName, FieldExpression> fields) {
    this.dialect = dialect;
    this.fields = fields;
  }

  /**
   * The pattern.
   *
   * @throws IllegalArgumentException when it never matches
   */
  CronPattern pattern() {
    long seconds = dialect == CronDialect.UNIX ? 1 : bits(CronFieldName.SECOND, 0, 59);
    int hours = (int) bits(CronFieldName.HOUR, 0, 23);
    boolean everyHour =
        hours == (1 << 24) - 1
            || isInterval(fields.get(CronFieldName.MINUTE))
            || isInterval(fields.get(CronFieldName.SECOND));
    CronPattern pattern =
        new CronPattern(
            seconds,
            bits(CronFieldName.MINUTE, 0, 59),
            hours,
            days(),
            (int) bits(CronFieldName.MONTH, 1, 12),
            years(),
            everyHour);
    if (pattern.atOrAfter(START) == null) {
      throw new IllegalArgumentException("it never fires, because no month has such a day");
    }
    return pattern;
  }

  /** Finds what cron-utils lets pass in one field, and nobody can have meant. */
  static void check(CronFieldName name, FieldExpression field) {
    for (FieldExpression part : parts(field)) {
      if (part instanceof On on && name == CronFieldName.DAY_OF_WEEK) {
        boolean nthWrong = on.getNth().getValue() < 1 || on.getNth().getValue() > 5;
        if (special(on) == SpecialChar.HASH && nthWrong) {
          throw new IllegalArgumentException("a month has the 1st to 5th of a day of the week");
        }
        if (special(on) == SpecialChar.L && on.getTime().getValue() < 0) {
          throw new IllegalArgumentException("L wants a day before it, as in FRIL");
        }
      }
    }
  }

  /** Whether a field is written as a wildcard, range or step, alone or in a list. */
  private static boolean isInterval(@Nullable FieldExpression field) {
    return field != null && parts(field).stream().anyMatch(part -> !(part instanceof On));
  }

  private CronDays days() {
    FieldExpression ofMonth = field(CronFieldName.DAY_OF_MONTH);
    FieldExpression ofWeek = field(CronFieldName.DAY_OF_WEEK);
    List<DayRule> monthRules = new ArrayList<>();
    int monthBits = 0;
    for (FieldExpression part : parts(ofMonth)) {
      DayRule rule = part instanceof On on ? monthRule(on) : null;
      if (rule == null) {
        monthBits |= (int) bits(part, 1, 31);
      } else {
        monthRules.add(rule);
      }
    }
    List<DayRule> weekRules = new ArrayList<>();
    int weekBits = 0;
    for (FieldExpression part : parts(ofWeek)) {
      DayRule rule = part instanceof On on ? weekRule(on) : null;
      if (rule == null) {
        weekBits |= weekBits(part);
      } else {
        weekRules.add(rule);
      }
    }
    boolean either = dialect == CronDialect.UNIX && !beginsOpen(ofMonth) && !beginsOpen(ofWeek);
    return new CronDays(monthBits, monthRules, weekBits, weekRules, either);
  }

  /** Whether a field begins with {@code *}; Unix then takes it as one that both days must meet. */
  private static boolean beginsOpen(FieldExpression field) {
    FieldExpression first = parts(field).get(0);
    return first instanceof Always
        || (first instanceof Every every && every.getExpression() instanceof Always);
  }

  private static @Nullable DayRule monthRule(On on) {
    return switch (special(on)) {
      case L -> new DayRule.FromLast(Math.max(0, on.getNth().getValue()));
      case LW -> new DayRule.LastWeekday();
      case W -> new DayRule.NearestWeekday(on.getTime().getValue());
      default -> null;
    };
  }

  private @Nullable DayRule weekRule(On on) {
    return switch (special(on)) {
      case L -> new DayRule.LastOf(day(on.getTime().getValue()));
      case HASH -> new DayRule.NthOf(day(on.getTime().getValue()), on.getNth().getValue());
      default -> null;
    };
  }

  private int weekBits(FieldExpression part) {
    boolean quartz = dialect == CronDialect.QUARTZ;
    // 7 is a second name of Sunday, so no step goes there; a range or a value may.
    boolean stepped = part instanceof Every every && !(every.getExpression() instanceof Between);
    long written = bits(part, quartz ? 1 : 0, quartz || !stepped ? 7 : 6);
    int found = 0;
    for (int number = 0; number <= 7; number++) {
      if ((written >> number & 1) != 0) {
        found |= 1 << day(number).getValue();
      }
    }
    return found;
  }

  private DayOfWeek day(int written) {
    int fromMonday = dialect == CronDialect.QUARTZ ? written - 1 : written;
    return DayOfWeek.of(Math.floorMod(fromMonday - 1, 7) + 1);
  }

  private @Nullable BitSet years() {
    FieldExpression field = fields.get(CronFieldName.YEAR);
    if (field == null || field instanceof Always) {
      return null;
    }
    BitSet found = new BitSet();
    parts(field).forEach(part -> add(found, part, FIRST_YEAR, LAST_YEAR));
    return found;
  }

  private long bits(CronFieldName name, int least, int most) {
    return bits(field(name), least, most);
  }

  private static long bits(FieldExpression field, int least, int most) {
    BitSet found = new BitSet();
    parts(field).forEach(part -> add(found, part, least, most));
    return found.isEmpty() ? 0 : found.toLongArray()[0];
  }

  private static void add(BitSet found, FieldExpression part, int least, int most) {
    if (part instanceof Always || part instanceof QuestionMark) {
      found.set(least, most + 1);
    } else if (part instanceof On on) {
      int at = on.getTime().getValue();
      found.set(inside(at, least, most), at + 1);
    } else if (part instanceof Between between) {
      int from = inside(number(between.getFrom()), least, most);
      int to = inside(number(between.getTo()), least, most);
      if (from > to) {
        throw new IllegalArgumentException("the range " + from + "-" + to + " runs backwards");
      }
      found.set(from, to + 1);
    } else if (part instanceof Every every) {
      BitSet all = new BitSet();
      add(all, every.getExpression(), least, most);
      int first = all.nextSetBit(0);
      int last = every.getExpression() instanceof On ? most : all.length() - 1;
      int period = every.getPeriod().getValue();
      if (period < 1) {
        throw new IllegalArgumentException("a step is 1 or more, but this is " + period);
      }
      for (long n = first; n <= last; n += period) {
        found.set((int) n);
      }
    } else {
      throw new IllegalArgumentException("'" + part.asString() + "' cannot be read");
    }
  }

  /** What cron-utils lets pass is checked again: it reads some parts in ways of their own. */
  private static int inside(int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "a value is from " + least + " to " + most + ", but this is " + value);
    }
    return value;
  }

  private static List<FieldExpression> parts(FieldExpression field) {
    return field instanceof And and ? and.getExpressions() : List.of(field);
  }

  private static int number(FieldValue<?> value) {
    if (value instanceof IntegerFieldValue integer) {
      return integer.getValue();
    }
    throw new IllegalArgumentException("'" + value.getValue() + "' cannot begin or end a range");
  }

  private static SpecialChar special(On on) {
    return on.getSpecialChar().getValue();
  }

  private FieldExpression field(CronFieldName name) {
    FieldExpression field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException("the field " + name + " is missing");
    }
    return field;
  }
}
