package io.tasks4j.redis;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names of claims that no answer came to, although they may have taken effect. The next claim of
 * the same worker goes by such a name, and so gets what was claimed for it. Thread-safe.
 */
final class LostCalls {
  private static final int MOST = 100;

  private final Map<String, Queue<String>> byCaller = new ConcurrentHashMap<>();

  /**
   * One claim.
   *
   * @param again whether a claim of this name was sent before
   */
  record Call(String name, boolean again) {}

  Call next(String worker, List<String> queues) {
    Queue<String> lost = byCaller.get(caller(worker, queues));
    String name = lost == null ? null : lost.poll();
    return name == null ? new Call(newName(), false) : new Call(name, true);
  }

  void add(String worker, List<String> queues, Call call) {
    Queue<String> lost =
        byCaller.computeIfAbsent(caller(worker, queues), c -> new ConcurrentLinkedQueue<>());
    if (lost.size() < MOST) {
      lost.add(call.name());
    }
  }

  /** A name that no other call has. */
  static String newName() {
    return Long.toString(ThreadLocalRandom.current().nextLong() >>> 16, 36);
  }

  private static String caller(String worker, List<String> queues) {
    return worker + queues;
  }
}
