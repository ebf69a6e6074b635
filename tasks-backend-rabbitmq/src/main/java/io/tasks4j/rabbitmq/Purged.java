package io.tasks4j.rabbitmq;

import io.tasks4j.TaskId;
import io.tasks4j.When;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that were removed from the store while their messages were with the broker, so that these
 * do not bring them back. Each is an ended task of a queue that nobody sees, and is forgotten as
 * such by age and count.
 */
final class Purged {
  static final String QUEUE = "tasks4j.purged";

  private Purged() {}

  /** Removes tasks that are under way; says for each whether it is gone. */
  static List<Boolean> purge(TaskBackend store, List<TaskId> ids) {
    // First: a message that comes between the two steps must not find neither.
    store.enqueue(ids.stream().map(Purged::mark).toList());
    return ids.stream().map(id -> store.admin().purge(id) || forget(store, id)).toList();
  }

  static boolean contains(TaskBackend store, TaskId id) {
    return store.admin().find(markOf(id)).isPresent();
  }

  private static boolean forget(TaskBackend store, TaskId id) {
    boolean ignored = store.admin().purge(markOf(id));
    return false;
  }

  private static TaskId markOf(TaskId id) {
    return TaskId.derived(id, QUEUE);
  }

  private static TaskMessage mark(TaskId id) {
    // Expired when it comes, so it ends at once.
    return TaskMessage.builder(markOf(id), "purged", Payload.json("null"), Instant.EPOCH)
        .queue(QUEUE)
        .expiry(Optional.of(new When.At(Instant.EPOCH)))
        .build();
  }
}
