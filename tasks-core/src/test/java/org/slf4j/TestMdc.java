package org.slf4j;

import org.slf4j.helpers.BasicMDCAdapter;

/**
 * Gives the tests a diagnostic context that keeps what it is told: the simple logger's does not.
 */
public final class TestMdc {
  private TestMdc() {}

  /** From now on, in this JVM. */
  public static void install() {
    MDC.setMDCAdapter(new BasicMDCAdapter());
  }
}
