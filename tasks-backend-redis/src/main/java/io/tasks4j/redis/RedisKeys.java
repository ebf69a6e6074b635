package io.tasks4j.redis;

import java.util.List;

/** Names of keys; see {@code common.lua} for what they hold. */
record RedisKeys(String namespace) {
  /** The set of the names of all queues. */
  String queues() {
    return namespace + ":queues";
  }

  /** The version of what all other keys hold. */
  String layout() {
    return namespace + ":layout";
  }

  /** The channel on which waiting calls are woken. */
  String channel() {
    return namespace + ":wake";
  }

  /** Keys of the schedules, in one slot: records, due times, names, last version. */
  List<String> schedules() {
    String prefix = "{" + namespace + "}:schedules";
    return List.of(prefix, prefix + ":due", prefix + ":names", prefix + ":version");
  }

  /** Keys of a lock, in the slot of all locks, whose tokens grow together: itself, last token. */
  List<String> lock(String key) {
    String prefix = "{" + namespace + "}:lock";
    return List.of(prefix + ":" + key, prefix + "-token");
  }

  /** What the keys of a queue begin with: their hash tag keeps them in one slot. */
  String prefix(String queue) {
    return "{" + namespace + ":" + queue + "}:";
  }

  /** The key that stands for a queue in a call of a script. */
  String meta(String queue) {
    return prefix(queue) + "meta";
  }

  /** The queue of a meta key. */
  String queue(String meta) {
    return meta.substring(namespace.length() + 2, meta.length() - "}:meta".length());
  }
}
