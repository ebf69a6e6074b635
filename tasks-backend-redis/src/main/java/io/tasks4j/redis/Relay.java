package io.tasks4j.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * On a cluster, carries follow-ups and the ends of parents to queues of other slots.
 *
 * <p>A script puts them into the outbox of its own queue, in one step. From there they are
 * delivered, and then forgotten; a crash in between only repeats that, which is idempotent by id or
 * by slot. What a crash leaves behind is found by whoever sweeps.
 */
final class Relay {
  private final Store store;

  Relay(Store store) {
    this.store = store;
  }

  void relay(String queue) {
    List<String> outbox = List.of(store.keys().meta(queue));
    while (true) {
      List<@Nullable Object> waiting =
          Replies.list(store.link().run(Script.RELAY, outbox, store.args().add("read")));
      if (waiting.isEmpty()) {
        return;
      }
      Args forget = store.args().add("forget");
      Map<String, Args> arrivals = new LinkedHashMap<>();
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Object entry : waiting) {
        List<@Nullable Object> fields = Replies.list(entry);
        String target = Replies.text(fields.get(0));
        if (Replies.text(fields.get(1)).equals("!")) {
          addAll(arrivals.computeIfAbsent(target, t -> new Args()), fields.subList(3, 8));
          counts.merge(target, 1, Integer::sum);
          addAll(forget, fields.subList(2, 4));
        } else {
          enqueue(target, fields.subList(1, fields.size()));
          addAll(forget, fields.subList(1, 2));
          forget.add("");
        }
      }
      arrivals.forEach((target, args) -> arrive(target, counts.getOrDefault(target, 0), args));
      Object ignored = store.link().run(Script.RELAY, outbox, forget);
    }
  }

  private void enqueue(String target, List<@Nullable Object> fields) {
    Args one = store.args().add("0").add(1).add(1);
    addAll(one, fields);
    Object ignored = store.link().run(Script.ENQUEUE, List.of(target), one);
  }

  private void arrive(String target, int count, Args arrivals) {
    Args all = store.args().add(count).addAll(arrivals);
    Object ignored = store.link().run(Script.ARRIVE, List.of(target), all);
  }

  private static void addAll(Args args, List<@Nullable Object> fields) {
    for (Object field : fields) {
      byte[] bytes = Replies.bytes(field);
      args.add(bytes == null ? new byte[0] : bytes);
    }
  }
}
