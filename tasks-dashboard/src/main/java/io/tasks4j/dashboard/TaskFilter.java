package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskQuery;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks a listing has.
 *
 * @param status only of this one
 * @param queue only of this one
 * @param name only of this task name
 */
record TaskFilter(Optional<TaskStatus> status, Optional<String> queue, Optional<String> name) {
  /** From {@code status}, {@code queue} and {@code name}. */
  static TaskFilter of(RequestParameters params) {
    Optional<TaskStatus> status =
        params
            .one("status")
            .map(
                text -> {
                  try {
                    return TaskStatus.valueOf(text);
                  } catch (IllegalArgumentException e) {
                    throw RefusedRequest.badRequest(
                        "status must be one of "
                            + EnumSet.allOf(TaskStatus.class)
                            + ", but is '"
                            + text
                            + "'");
                  }
                });
    return new TaskFilter(status, params.name("queue"), params.name("name"));
  }

  /** The dead letters among these. */
  TaskFilter dead() {
    return new TaskFilter(Optional.of(TaskStatus.FAILURE), queue, name);
  }

  TaskQuery query(int limit) {
    return new TaskQuery(
        status.map(Set::of).orElseGet(() -> EnumSet.allOf(TaskStatus.class)),
        queue,
        name,
        Optional.empty(),
        limit);
  }

  /** As a query of a page, from the task before which it is to begin, if any. */
  String toQuery(Optional<TaskId> before) {
    StringBuilder text = new StringBuilder();
    status.ifPresent(s -> add(text, "status", s.name()));
    queue.ifPresent(q -> add(text, "queue", q));
    name.ifPresent(n -> add(text, "name", n));
    before.ifPresent(id -> add(text, "before", id.toString()));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    text.append(text.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(RequestParameters.encode(value));
  }
}
