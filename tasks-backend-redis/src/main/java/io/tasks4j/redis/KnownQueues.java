package io.tasks4j.redis;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The names of all queues, as a set in Redis, and those known here. Thread-safe. */
final class KnownQueues {
  private final CommandSender link;
  private final String key;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  KnownQueues(CommandSender link, String key) {
    this.link = link;
    this.key = key;
  }

  /** Comes before anything is stored in them: what is in no known queue is found by nobody. */
  void register(Collection<String> names) {
    for (String name : names) {
      if (!known.contains(name)) {
        link.addToSet(key, name);
        known.add(name);
      }
    }
  }

  /** Those known here; others may have come meanwhile. */
  List<String> known() {
    return known.stream().sorted().toList();
  }

  /** All of them. */
  List<String> all() {
    known.addAll(link.membersOfSet(key));
    return known();
  }
}
