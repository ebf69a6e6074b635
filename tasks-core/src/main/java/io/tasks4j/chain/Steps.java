package io.tasks4j.chain;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tasks of chains, groups and workflows have in common. */
final class Steps {
  /** Of tasks that no worker runs: they end when all that they wait for have ended. */
  static final TaskType<Void, Void> GATE_TYPE = TaskType.of("tasks4j.gate", Void.class);

  private Steps() {}

  /** A payload of its own, which may be null. */
  record Own(@Nullable Object value) {}

  /** A task to be: type, its own payload or none, options. */
  record Plan(TaskType<?, ?> type, Optional<Own> payload, TaskOptions options) {
    Plan {
      Objects.requireNonNull(type, "type");
      checkOptions(type, options);
    }

    static <P> Plan of(TaskType<P, ?> type, P payload, TaskOptions options) {
      return new Plan(type, Optional.of(new Own(payload)), options);
    }

    static Plan of(TaskType<?, ?> type, TaskOptions options) {
      return new Plan(type, Optional.empty(), options);
    }

    Plan withPayload(Object value) {
      return new Plan(type, Optional.of(new Own(value)), options);
    }

    TaskMessage.Builder message(MessageFactory messages, TaskId id) {
      TaskMessage message =
          payload
              .map(own -> encoded(messages, type, own, options, id))
              .orElseGet(() -> messages.createWithoutPayload(type, options, id));
      checkUnique(message);
      return message.toBuilder();
    }
  }

  static TaskMessage.Builder gate(MessageFactory messages, TaskId id, String queue) {
    TaskOptions options = TaskOptions.defaults().queue(queue);
    return messages.createWithoutPayload(GATE_TYPE, options, id).toBuilder();
  }

  // Plan.of takes a payload of the type, and nothing else makes plans with one.
  @SuppressWarnings({"unchecked", "NullAway"})
  private static <P> TaskMessage encoded(
      MessageFactory messages, TaskType<?, ?> type, Own own, TaskOptions options, TaskId id) {
    return messages.create((TaskType<P, ?>) type, (P) own.value(), options, id);
  }

  private static void checkOptions(TaskType<?, ?> type, TaskOptions options) {
    if (options.id().isPresent()) {
      throw new IllegalArgumentException(
          "a step's id is derived from that of the whole, but '"
              + type.name()
              + "' is given "
              + options.id().get()
              + "; give the chain, group or workflow an id instead");
    }
  }

  private static void checkUnique(TaskMessage message) {
    if (message.unique().isPresent()) {
      throw new IllegalArgumentException(
          "a step cannot have a unique key, or whoever waits for it might wait for ever, but '"
              + message.name()
              + "' has '"
              + message.unique().get().key()
              + "'; give the chain, group or workflow an id instead");
    }
  }
}
