package io.tasks4j.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers the queues of one script call, from 1, as its KEYS. Not thread-safe. */
final class KeyIndex {
  private final RedisKeys keys;
  private final Map<String, Integer> indexes = new LinkedHashMap<>();

  KeyIndex(RedisKeys keys) {
    this.keys = keys;
  }

  int of(String queue) {
    return indexes.computeIfAbsent(keys.meta(queue), k -> indexes.size() + 1);
  }

  List<String> keys() {
    return new ArrayList<>(indexes.keySet());
  }
}
