package io.tasks4j.redis;

import io.tasks4j.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a task by its id alone.
 *
 * <p>No index leads from an id to its queue: it would cost each task more memory than the queues,
 * which are few, cost a look-up. All are asked in one call, on a cluster in one call each.
 */
final class Lookup {
  private final Store store;

  Lookup(Store store) {
    this.store = store;
  }

  /**
   * Does {@code what} of {@code admin.lua} where the task is; null when there is none.
   *
   * @param more arguments of what is done
   */
  @Nullable Object run(String what, TaskId id, long... more) {
    store.link().checkOpen();
    List<String> known = store.queues().known();
    Object answer = run(what, id, known, more);
    if (answer != null) {
      return answer;
    }
    List<String> others = store.queues().all().stream().filter(q -> !known.contains(q)).toList();
    return run(what, id, others, more);
  }

  private @Nullable Object run(String what, TaskId id, List<String> queues, long[] more) {
    for (List<String> part : store.parts(queues)) {
      if (!part.isEmpty()) {
        Args args = store.args().add(what).add(Ids.encode(id));
        for (long each : more) {
          args.add(each);
        }
        Object answer = store.link().answer(Script.ADMIN, store.metas(part), args);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }
}
