package io.tasks4j.redis;

import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Enqueues: all messages in one script call, on a cluster one for each queue. */
final class Enqueuer {
  private final Store store;

  Enqueuer(Store store) {
    this.store = store;
  }

  List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<TaskMessage> all = List.copyOf(messages);
    store.link().checkOpen();
    if (all.isEmpty()) {
      return List.of();
    }
    // Encoded first: what cannot be encoded is found before anything is stored.
    List<Args> encoded = all.stream().map(Enqueuer::encode).toList();
    Set<String> names = new LinkedHashSet<>();
    all.forEach(m -> names.add(m.queue()));
    store.queues().register(names);
    EnqueueResult[] results = new EnqueueResult[all.size()];
    for (List<Integer> part : store.split(all, TaskMessage::queue)) {
      enqueue(all, encoded, part, results);
    }
    return Arrays.asList(results);
  }

  private void enqueue(
      List<TaskMessage> all, List<Args> encoded, List<Integer> part, EnqueueResult[] results) {
    KeyIndex index = new KeyIndex(store.keys());
    Args tail = new Args().add(part.size());
    part.forEach(i -> tail.add(index.of(all.get(i).queue())).addAll(encoded.get(i)));
    Object reply =
        store
            .link()
            .run(
                Script.ENQUEUE,
                index.keys(),
                again -> store.args().add(again ? "1" : "0").addAll(tail));
    List<String> holders = new ArrayList<>();
    Replies.list(reply).forEach(holder -> holders.add(Replies.text(holder)));
    for (int n = 0; n < part.size(); n++) {
      int i = part.get(n);
      String holder = holders.get(n);
      results[i] =
          holder.isEmpty()
              ? new EnqueueResult(all.get(i).id(), true)
              : new EnqueueResult(Ids.decode(holder), false);
    }
  }

  /** The nine arguments of a message. */
  static Args encode(TaskMessage m) {
    return new Args()
        .add(Ids.encode(m.id()))
        .add(m.priority())
        .add(when(m.due()))
        .add(when(m.expiry()))
        .add(m.name())
        .add(m.unique().map(Enqueuer::scope).orElse(""))
        .add(m.unique().map(u -> Ids.digest(u.key())).orElse(""))
        .add(m.unique().flatMap(UniqueKey::window).map(w -> "" + w.toMillis()).orElse(""))
        .add(MessageCodec.encode(m));
  }

  private static String when(Optional<When> when) {
    if (when.isEmpty()) {
      return "";
    }
    return when.get() instanceof When.At at
        ? "@" + at.instant().toEpochMilli()
        : "+" + ((When.After) when.get()).delay().toMillis();
  }

  private static String scope(UniqueKey unique) {
    return switch (unique.scope()) {
      case WAITING -> "W";
      case LIVE -> "L";
      case WITHIN -> "T";
    };
  }
}
