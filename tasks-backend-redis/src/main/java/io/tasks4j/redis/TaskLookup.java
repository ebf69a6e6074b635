package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.redis.ScriptAlphabets.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a task by its id alone.
 *
 * <p>No index leads from an id to its queue: it would cost each task more memory than the queues,
 * which are few, cost a look-up. All are asked in one call, on a cluster in one call each.
 */
final class TaskLookup {
  private final ScriptContext store;

  TaskLookup(ScriptContext store) {
    this.store = store;
  }

  /**
   * Does an action of {@code admin.lua} where the task is; null when there is none.
   *
   * @param more arguments of the action
   */
  @Nullable Object run(Action action, TaskId id, long... more) {
    store.link().checkOpen();
    List<String> known = store.queues().known();
    Object answer = run(action, id, known, more);
    if (answer != null) {
      return answer;
    }
    List<String> others = store.queues().all().stream().filter(q -> !known.contains(q)).toList();
    return run(action, id, others, more);
  }

  private @Nullable Object run(Action action, TaskId id, List<String> queues, long[] more) {
    for (List<String> part : store.parts(queues)) {
      if (!part.isEmpty()) {
        ScriptArguments args = store.args().add(action.letter()).add(ShortIds.encode(id));
        for (long each : more) {
          args.add(each);
        }
        Object answer = store.link().answer(LuaScript.ADMIN, store.metas(part), args);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }
}
