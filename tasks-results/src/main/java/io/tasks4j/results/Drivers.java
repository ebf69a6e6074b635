package io.tasks4j.results;

import io.tasks4j.BackendException;
import java.util.function.Supplier;

/** Says which dependency to add when a driver is missing; both are optional. */
final class Drivers {
  private Drivers() {}

  /** Runs {@code open} when the classes that it needs are there. */
  static <T> T with(String scheme, String dependency, Supplier<T> open, String... needed) {
    try {
      for (String name : needed) {
        Class<?> ignored = Class.forName(name, false, Drivers.class.getClassLoader());
      }
    } catch (ClassNotFoundException e) {
      throw new BackendException(
          "a store on "
              + scheme
              + ": needs a driver that is not on the class path; add the dependency "
              + dependency,
          e);
    }
    return open.get();
  }
}
