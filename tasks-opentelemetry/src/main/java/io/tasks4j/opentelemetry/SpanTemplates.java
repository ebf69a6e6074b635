package io.tasks4j.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What spans of one operation, queue and task name have in common, made once: its name, and the
 * attributes that samplers see. Thread-safe.
 */
final class SpanTemplates {
  /** Names come from messages: so many are kept, the rest is made each time. */
  static final int MOST = 1_000;

  private static final String SYSTEM = "tasks4j";

  record Template(String spanName, Attributes attributes) {}

  private record Key(String operation, String queue, String task) {
    /** By hand, as {@link #equals}: what a record has by itself takes three times as long. */
    @Override
    public int hashCode() {
      return (operation.hashCode() * 31 + queue.hashCode()) * 31 + task.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && task.equals(that.task)
          && queue.equals(that.queue)
          && operation.equals(that.operation);
    }
  }

  private final Map<Key, Template> made = new ConcurrentHashMap<>();

  /** An empty {@code queue} or {@code task} stands for several, which are not named. */
  Template of(String operation, String queue, String task) {
    Key key = new Key(operation, queue, task);
    Template found = made.get(key);
    if (found != null) {
      return found;
    }
    Template template = make(key);
    if (made.size() < MOST) {
      made.put(key, template);
    }
    return template;
  }

  int size() {
    return made.size();
  }

  private static Template make(Key key) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SpanNames.SYSTEM, SYSTEM)
            .put(SpanNames.OPERATION, key.operation)
            .put(SpanNames.OPERATION_TYPE, key.operation);
    if (!key.queue.isEmpty()) {
      attributes.put(SpanNames.DESTINATION, key.queue);
    }
    if (!key.task.isEmpty()) {
      attributes.put(SpanNames.TASK_NAME, key.task);
    }
    String name = key.queue.isEmpty() ? key.operation : key.operation + " " + key.queue;
    return new Template(name, attributes.build());
  }
}
