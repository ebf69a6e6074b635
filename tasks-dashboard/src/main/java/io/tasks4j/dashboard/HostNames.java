package io.tasks4j.dashboard;

import java.util.Locale;

/** Names of hosts as requests give them. */
final class HostNames {
  private HostNames() {}

  /** The name in a {@code Host} header, in lower case and without the port. */
  static String name(String header) {
    String host = header.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(0, end + 1);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /**
   * Whether it is an address in digits, or this machine's own name: no name server can point these
   * at somebody else.
   */
  static boolean isFixed(String name) {
    return name.equals("localhost")
        || name.startsWith("[")
        || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }
}
