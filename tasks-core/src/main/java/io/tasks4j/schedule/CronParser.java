package io.tasks4j.schedule;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.FieldExpression;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads cron texts with cron-utils, which checks and describes them; the times are found by {@link
 * CronPattern}. Thread-safe.
 */
final class CronParser {
  private static final int LONGEST = 500;

  private static final Map<String, String> MACROS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private static final List<CronFieldName> FIELDS =
      List.of(
          CronFieldName.SECOND,
          CronFieldName.MINUTE,
          CronFieldName.HOUR,
          CronFieldName.DAY_OF_MONTH,
          CronFieldName.MONTH,
          CronFieldName.DAY_OF_WEEK,
          CronFieldName.YEAR);

  private static final com.cronutils.parser.CronParser UNIX = parser(CronType.UNIX);
  private static final com.cronutils.parser.CronParser SPRING = parser(CronType.SPRING53);
  private static final com.cronutils.parser.CronParser QUARTZ = parser(CronType.QUARTZ);

  private CronParser() {}

  /**
   * What a text means.
   *
   * @param description in English
   */
  record Parsed(CronDialect dialect, CronPattern pattern, String description) {}

  /** Reads a text, in the dialect that its number of fields tells. */
  static Parsed parse(String text) {
    checkLength(text);
    if (isMacro(text)) {
      return parse(text, CronDialect.UNIX);
    }
    int count = fields(text).size();
    return switch (count) {
      case 5 -> parse(text, CronDialect.UNIX);
      case 6 -> parse(text, CronDialect.SPRING);
      case 7 -> parse(text, CronDialect.QUARTZ);
      default ->
          throw new IllegalArgumentException(
              "cron text '"
                  + text
                  + "' has "
                  + count
                  + " fields; 5 are minute, hour, day of month, month, day of week;"
                  + " 6 have seconds before them, 7 a year after them too");
    };
  }

  /** Reads a text of a dialect. */
  static Parsed parse(String text, CronDialect dialect) {
    checkLength(text);
    return isMacro(text)
        ? parse(expand(text.strip()), CronDialect.UNIX, text)
        : parse(text, dialect, text);
  }

  private static Parsed parse(String text, CronDialect dialect, String given) {
    List<String> fields = fields(text);
    List<CronFieldName> names = names(text, dialect, fields.size());
    for (int i = 0; i < fields.size(); i++) {
      checkAlone(text, dialect, names, fields, i);
    }
    Cron cron;
    try {
      cron = read(dialect, fields);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cron text '" + given + "': " + reason(e), e);
    }
    EnumMap<CronFieldName, FieldExpression> parsed = new EnumMap<>(CronFieldName.class);
    cron.retrieveFieldsAsMap().forEach((name, field) -> parsed.put(name, field.getExpression()));
    CronPattern pattern;
    try {
      pattern = new CronCompiler(dialect, parsed).pattern();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cron text '" + given + "': " + e.getMessage(), e);
    }
    return new Parsed(dialect, pattern, describe(cron, given));
  }

  /** Fails when one field is wrong by itself, and names it. */
  private static void checkAlone(
      String text, CronDialect dialect, List<CronFieldName> names, List<String> fields, int index) {
    CronFieldName name = names.get(index);
    List<String> alone = new ArrayList<>();
    for (CronFieldName other : names) {
      boolean second = other == CronFieldName.DAY_OF_WEEK && name != CronFieldName.DAY_OF_WEEK;
      boolean first = other == CronFieldName.DAY_OF_MONTH && name == CronFieldName.DAY_OF_WEEK;
      alone.add(dialect == CronDialect.QUARTZ && (first || second) ? "?" : "*");
    }
    String field = fields.get(index);
    boolean open = field.equals("?") && dialect == CronDialect.QUARTZ;
    if (open && (name == CronFieldName.DAY_OF_MONTH || name == CronFieldName.DAY_OF_WEEK)) {
      return;
    }
    alone.set(index, field);
    try {
      if (field.indexOf('|') >= 0) {
        throw new IllegalArgumentException("'|' has no meaning here; use a list such as 1,2");
      }
      CronField read = read(dialect, alone).retrieveFieldsAsMap().get(name);
      if (read != null) {
        CronCompiler.check(name, read.getExpression());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cron text '"
              + text
              + "': field "
              + (index + 1)
              + ", "
              + word(name)
              + ", is '"
              + field
              + "': "
              + reason(e),
          e);
    }
  }

  private static List<CronFieldName> names(String text, CronDialect dialect, int count) {
    int first = dialect == CronDialect.UNIX ? 1 : 0;
    int most = dialect == CronDialect.QUARTZ ? 7 : 6;
    if (count != 6 - first && count != most - first) {
      String right =
          switch (dialect) {
            case UNIX -> "5";
            case SPRING -> "6";
            case QUARTZ -> "6 or 7";
          };
      throw new IllegalArgumentException(
          "cron text '" + text + "' has " + count + " fields, but " + dialect + " has " + right);
    }
    return FIELDS.subList(first, first + count);
  }

  /**
   * Text of anybody may come here: neither its length nor the errors about it are without bound.
   */
  private static void checkLength(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a cron text has at most " + LONGEST + " characters, but this has " + text.length());
    }
  }

  private static List<String> fields(String text) {
    return List.of(text.strip().split("\\s+", -1));
  }

  private static boolean isMacro(String text) {
    return text.strip().startsWith("@");
  }

  private static String expand(String macro) {
    String text = MACROS.get(macro.toLowerCase(Locale.ROOT));
    if (text == null) {
      throw new IllegalArgumentException(
          "no cron macro '" + macro + "'; there are " + MACROS.keySet().stream().sorted().toList());
    }
    return text;
  }

  private static Cron read(CronDialect dialect, List<String> fields) {
    com.cronutils.parser.CronParser parser =
        switch (dialect) {
          case UNIX -> UNIX;
          case SPRING -> SPRING;
          case QUARTZ -> QUARTZ;
        };
    try {
      // The library makes the letters large as the default locale does: in tr-TR "fri" is no day.
      return parser.parse(String.join(" ", fields).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // The library does not expect every text: '#' alone is an index out of bounds.
      throw new IllegalArgumentException("it cannot be read", e);
    }
  }

  private static String describe(Cron cron, String given) {
    String words = CronDescriptor.instance(Locale.ENGLISH).describe(cron);
    // The library writes numbers as the default locale does.
    words =
        words
            .codePoints()
            .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    // In lists the library writes -1 for L and W.
    return words.contains("-1") ? "at times of cron text '" + given + "'" : words;
  }

  private static String word(CronFieldName name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String reason(IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    return message.replace("Failed to parse cron expression. ", "");
  }

  private static com.cronutils.parser.CronParser parser(CronType type) {
    return new com.cronutils.parser.CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
