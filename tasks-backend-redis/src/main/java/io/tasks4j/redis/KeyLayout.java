package io.tasks4j.redis;

import io.tasks4j.BackendException;
import org.jspecify.annotations.Nullable;

/**
 * The version of what keys of a namespace hold, written beside them. It changes with any key, field
 * or letter that an older release would misread, so that such a release and this one do not misread
 * each other's tasks. Thread-safe.
 */
final class KeyLayout {
  /** 1, which was never written, had other arrivals, outboxes and locks. */
  static final String VERSION = "2";

  private final CommandSender link;
  private final RedisKeys keys;
  private final KnownQueues queues;

  KeyLayout(CommandSender link, RedisKeys keys, KnownQueues queues) {
    this.link = link;
    this.keys = keys;
    this.queues = queues;
  }

  /**
   * Marks a namespace that has no tasks.
   *
   * @throws BackendException when it has tasks of another layout
   */
  void check() {
    String found = link.get(keys.layout());
    if (VERSION.equals(found)) {
      return;
    }
    if (hasTasks()) {
      throw new BackendException(refusal(found), null);
    }
    link.set(keys.layout(), VERSION);
  }

  /** Marks a namespace whose mark went with all else, as when the server was emptied under us. */
  void mark() {
    link.setIfAbsent(keys.layout(), VERSION);
  }

  /** Also what has ended counts, and what is on its way to another queue. */
  private boolean hasTasks() {
    return queues.all().stream()
        .map(keys::prefix)
        .anyMatch(
            prefix ->
                link.lengthOfStream(prefix + "log") > 0 || link.sizeOfHash(prefix + "outbox") > 0);
  }

  private String refusal(@Nullable String found) {
    return "namespace '"
        + keys.namespace()
        + "' at "
        + link.where()
        + " has tasks in "
        + (found == null ? "a layout without a version" : "layout " + found)
        + ", and this release needs layout "
        + VERSION
        + "; drain it with the release that wrote it, and purge what has ended, or use another"
        + " namespace";
  }
}
