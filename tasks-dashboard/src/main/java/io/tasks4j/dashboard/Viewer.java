package io.tasks4j.dashboard;

import java.util.Objects;

/**
 * Who looks at the dashboard.
 *
 * @param name for people and for the log; empty for somebody without a name
 * @param mayWrite whether they may change anything; else they only look
 */
public record Viewer(String name, boolean mayWrite) {
  public Viewer {
    Objects.requireNonNull(name, "name");
  }
}
