package io.tasks4j.redis;

import io.tasks4j.redis.ScriptAlphabets.Outbox;
import io.tasks4j.redis.ScriptAlphabets.Relayed;
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
final class OutboxRelay {
  /** The queue it is for, its kind, its field and its stamp; then what is sent. */
  private static final int ENTRY_HEAD = 4;

  private final ScriptContext store;

  OutboxRelay(ScriptContext store) {
    this.store = store;
  }

  void relay(String queue) {
    List<String> outbox = List.of(store.keys().meta(queue));
    while (true) {
      ScriptArguments read = store.args().add(Outbox.READ.letter());
      List<@Nullable Object> waiting =
          ScriptReplies.list(store.link().run(LuaScript.RELAY, outbox, read));
      if (waiting.isEmpty()) {
        return;
      }
      ScriptArguments forget = store.args().add(Outbox.FORGET.letter());
      Map<String, ScriptArguments> arrivals = new LinkedHashMap<>();
      for (Object reply : waiting) {
        List<@Nullable Object> entry = ScriptReplies.list(reply);
        String target = ScriptReplies.text(entry.get(0));
        List<@Nullable Object> sent = entry.subList(ENTRY_HEAD, entry.size());
        if (ScriptReplies.text(entry.get(1)).equals(Relayed.ARRIVAL.letter())) {
          addAll(arrivals.computeIfAbsent(target, t -> store.args()), sent);
        } else {
          enqueue(target, sent);
        }
        addAll(forget, entry.subList(2, ENTRY_HEAD));
      }
      arrivals.forEach(this::arrive);
      Object ignored = store.link().run(LuaScript.RELAY, outbox, forget);
    }
  }

  private void enqueue(String target, List<@Nullable Object> message) {
    ScriptArguments one = store.args().add("0").add(1).add(1);
    addAll(one, message);
    List<@Nullable Object> reply =
        ScriptReplies.list(store.link().run(LuaScript.ENQUEUE, List.of(target), one));
    if (ScriptReplies.number(reply.get(1)) == 1) {
      store.queues().registerAgain(List.of(store.keys().queue(target)));
    }
  }

  private void arrive(String target, ScriptArguments arrivals) {
    Object ignored = store.link().run(LuaScript.ARRIVE, List.of(target), arrivals);
  }

  private static void addAll(ScriptArguments args, List<@Nullable Object> fields) {
    for (Object field : fields) {
      byte[] bytes = ScriptReplies.bytes(field);
      args.add(bytes == null ? new byte[0] : bytes);
    }
  }
}
