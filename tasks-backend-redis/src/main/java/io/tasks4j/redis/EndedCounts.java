package io.tasks4j.redis;

import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what ended, by when: adds up what the slots have. */
final class EndedCounts {
  private EndedCounts() {}

  static List<Throughput> read(ScriptContext store, Duration width, int spans) {
    // Without a queue the server is not asked, and its clock says nothing.
    Instant first = Throughput.first(store.settings().clock().instant(), width, spans);
    long[] finished = new long[spans];
    long[] dead = new long[spans];
    for (List<String> part : store.parts(store.queues().all())) {
      if (!part.isEmpty()) {
        List<@Nullable Object> reply =
            ScriptReplies.list(
                store
                    .link()
                    .run(
                        LuaScript.THROUGHPUT,
                        store.metas(part),
                        store.args().add(width.toMillis()).add(spans)));
        first = Instant.ofEpochMilli(ScriptReplies.number(reply.get(0)));
        add(ScriptReplies.list(reply.get(1)), finished);
        add(ScriptReplies.list(reply.get(2)), dead);
      }
    }
    return Throughput.of(first, width, finished, dead);
  }

  private static void add(List<@Nullable Object> counts, long[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += ScriptReplies.number(counts.get(i));
    }
  }
}
