package io.tasks4j.rabbitmq;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tasks that were removed from the store while their messages were with the broker, so that these
 * do not bring them back. Each leaves a mark: an ended task of a queue that nobody sees, which is
 * forgotten as such by age and count.
 */
final class PurgedTasks {
  static final String QUEUE = "tasks4j.purged";

  private static final int PAGE = 1_000;

  private PurgedTasks() {}

  /** Removes tasks that are under way; says for each whether it is gone. */
  static List<Boolean> purge(TaskBackend store, List<TaskId> ids) {
    // First: a message that comes between the two steps must not find neither.
    store.enqueue(ids.stream().map(PurgedTasks::mark).toList());
    return ids.stream().map(id -> store.admin().purge(id) || forget(store, id)).toList();
  }

  /** Withdraws tasks that may be under way: all of them, or none. */
  static boolean withdraw(TaskBackend store, List<TaskMessage> tasks) {
    store.enqueue(tasks.stream().map(task -> mark(task.id())).toList());
    boolean gone = store.withdraw(tasks);
    if (!gone) {
      tasks.forEach(task -> forget(store, task.id()));
    }
    return gone;
  }

  static boolean contains(TaskBackend store, TaskId id) {
    return store.admin().find(markOf(id)).isPresent();
  }

  static boolean isMark(TaskMetadata task) {
    return task.message().queue().equals(QUEUE);
  }

  /**
   * Spans of a store without its marks, which it counts as tasks that finished. Reads the marks of
   * these spans, newest first, and no others.
   */
  static List<Throughput> without(List<Throughput> spans, TaskAdmin admin) {
    if (spans.isEmpty()) {
      return spans;
    }
    Instant first = spans.get(0).from();
    Duration width = spans.get(0).width();
    long[] marks = new long[spans.size()];
    TaskQuery query = TaskQuery.of(TaskStatus.CANCELLED).queue(QUEUE).limit(PAGE);
    boolean more = true;
    while (more) {
      List<TaskMetadata> page = admin.list(query);
      more = page.size() == PAGE;
      for (TaskMetadata mark : page) {
        Instant ended = mark.finishedAt().orElse(Instant.MIN);
        if (ended.isBefore(first)) {
          more = false;
        } else {
          long span = Duration.between(first, ended).dividedBy(width);
          // A mark that came since the spans were counted may have begun another.
          if (span < marks.length) {
            marks[(int) span]++;
          }
        }
        query = query.before(mark.id());
      }
    }
    return IntStream.range(0, marks.length).mapToObj(i -> minus(spans.get(i), marks[i])).toList();
  }

  private static Throughput minus(Throughput span, long marks) {
    long finished = Math.max(0, span.finished() - marks);
    return new Throughput(span.from(), span.width(), finished, span.dead());
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
