package io.tasks4j.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On a cluster, carries follow-ups to queues of other slots.
 *
 * <p>A settlement puts them into the outbox of its own queue, in one step. From there they are
 * enqueued, and then forgotten; a crash in between only repeats the enqueue, which is idempotent by
 * id. What a crash leaves behind is found by whoever sweeps.
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
      for (Object followUp : waiting) {
        List<@Nullable Object> fields = Replies.list(followUp);
        String target = Replies.text(fields.get(0));
        Args one = store.args().add("0").add(1).add(1);
        for (Object field : fields.subList(1, fields.size())) {
          byte[] bytes = Replies.bytes(field);
          one.add(bytes == null ? new byte[0] : bytes);
        }
        Object ignored = store.link().run(Script.ENQUEUE, List.of(target), one);
        byte[] id = Replies.bytes(fields.get(1));
        forget.add(id == null ? new byte[0] : id);
      }
      Object ignored = store.link().run(Script.RELAY, outbox, forget);
    }
  }
}
