package io.tasks4j.redis;

import io.tasks4j.BackendException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of all queues, as a set in Redis, and those known here. Thread-safe. */
final class KnownQueues {
  private static final Logger LOG = LoggerFactory.getLogger(KnownQueues.class);

  private final CommandSender link;
  private final RedisKeys keys;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  KnownQueues(CommandSender link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Comes before anything is stored in them: what is in no known queue is found by nobody. */
  void register(Collection<String> names) {
    for (String name : names) {
      if (!known.contains(name)) {
        link.addToSet(keys.queues(), name);
        known.add(name);
      }
    }
  }

  /** Names that are registered when they are named next, whatever is known. */
  void forget(Collection<String> names) {
    known.removeAll(names);
  }

  /**
   * Comes after a queue of these got its first task, for all the server knows: where it was emptied
   * under us, what we know is not there any more, nor is the mark of the layout.
   */
  void registerAgain(Collection<String> names) {
    forget(names);
    try {
      link.setIfAbsent(keys.layout(), KeyLayout.VERSION);
      register(names);
    } catch (BackendException e) {
      // The tasks are stored. The names go with the next ones.
      LOG.debug("queues are not registered yet", e);
    }
  }

  /** Those known here; others may have come meanwhile. */
  List<String> known() {
    return known.stream().sorted().toList();
  }

  /** All of them. */
  List<String> all() {
    known.addAll(link.membersOfSet(keys.queues()));
    return known();
  }
}
