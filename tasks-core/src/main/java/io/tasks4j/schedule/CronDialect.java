package io.tasks4j.schedule;

/** How a cron text is read: how many fields it has, and what they may say. */
public enum CronDialect {
  /**
   * Five fields, from minute to day of week: {@code 30 2 * * mon-fri}. Sunday is 0 or 7. When both
   * days are given, either one is enough, unless one of them begins with {@code *}: then both
   * count.
   */
  UNIX,
  /**
   * Six fields, from second to day of week: {@code 0 30 2 * * MON-FRI}. Sunday is 0 or 7. Both days
   * count. Has {@code L}, {@code W}, {@code #} and {@code ?}.
   */
  SPRING,
  /**
   * Six or seven fields, from second to day of week or year: {@code 0 30 2 ? * MON-FRI 2030}.
   * Sunday is 1, and one of the days must be {@code ?}. Has {@code L}, {@code W} and {@code #}.
   */
  QUARTZ
}
