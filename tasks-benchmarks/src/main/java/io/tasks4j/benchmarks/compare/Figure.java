package io.tasks4j.benchmarks.compare;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One figure that two builds are compared by.
 *
 * @param name by which it is chosen
 * @param program what prints it
 * @param line where it stands in what the program prints: the only group
 * @param rate whether more is better
 */
record Figure(String name, Program program, Pattern line, boolean rate) {

  static Figure rate(String name, Program program, String line) {
    return new Figure(name, program, Pattern.compile(line), true);
  }

  static Figure cost(String name, Program program, String line) {
    return new Figure(name, program, Pattern.compile(line), false);
  }

  /** Whether it has the name, or one that begins with it. */
  boolean isMeantBy(String chosen) {
    return name.equals(chosen) || name.startsWith(chosen + "-");
  }

  double in(String printed) throws IOException {
    Matcher found = line.matcher(printed);
    if (!found.find()) {
      throw new IOException("no " + name + ", which is " + line + ", in\n" + printed);
    }
    return Double.parseDouble(found.group(1).replace(",", ""));
  }

  /** More than 1 when the new build is better. */
  double ratio(double old, double now) {
    return rate ? now / old : old / now;
  }
}
