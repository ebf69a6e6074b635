package io.tasks4j.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was added by this process, and by nobody's word is to be removed. Thread-safe. */
final class DefinedSchedules {
  private final Map<String, Defined> byName = new ConcurrentHashMap<>();

  /** One definition: told apart from a later one that says the same. */
  static final class Defined {
    private final String name;
    private final Schedule schedule;
    private final ScheduleDefinition definition;
    private volatile boolean stored;

    private Defined(String name, Schedule schedule, ScheduleDefinition definition) {
      this.name = name;
      this.schedule = schedule;
      this.definition = definition;
    }

    String name() {
      return name;
    }

    Schedule schedule() {
      return schedule;
    }

    ScheduleDefinition definition() {
      return definition;
    }

    /** It is in the store from now on, until somebody removes it. */
    void stored() {
      stored = true;
    }
  }

  Defined define(String name, Schedule schedule, ScheduleDefinition definition) {
    Defined defined = new Defined(name, schedule, definition);
    byName.put(name, defined);
    return defined;
  }

  /** The schedule of a class of the application's own, which the store does not have. */
  Optional<Schedule> own(String name) {
    return Optional.ofNullable(byName.get(name))
        .filter(defined -> defined.definition.schedule().isEmpty())
        .map(Defined::schedule);
  }

  void forget(String name) {
    byName.remove(name);
  }

  /** Forgets it unless it was defined anew. */
  void forget(Defined defined) {
    byName.remove(defined.name, defined);
  }

  boolean has(Defined defined) {
    return defined.equals(byName.get(defined.name));
  }

  /** Those that have to be in the store. */
  List<Defined> stored() {
    return byName.values().stream().filter(defined -> defined.stored).toList();
  }
}
