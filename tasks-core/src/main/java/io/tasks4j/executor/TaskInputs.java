package io.tasks4j.executor;

import io.tasks4j.BackendException;
import io.tasks4j.ParentTask;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.ResultBackend;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task is given: the payload of its message, or what the tasks it waited for have left.
 *
 * <p>Results of parents are read from the store when the task runs. They are not in the claim: a
 * claim of a task with 100,000 parents would carry them through the worker's buffer.
 */
final class TaskInputs {
  /** How long a task waits that was claimed, but whose input the store did not give. */
  static final Duration UNAVAILABLE_DELAY = Duration.ofSeconds(1);

  private final TaskMessage message;
  private final Optional<ResultBackend> results;
  private final PayloadCodec codec;

  /** Once asked for: a task that looks at each of 10,000 parents must not read all each time. */
  private volatile @Nullable List<ParentTask> parents;

  TaskInputs(Execution execution, PayloadCodec codec) {
    this.message = execution.claim().message();
    this.results = execution.results();
    this.codec = codec;
  }

  /** The store does not give a task its input, which is no fault of the task. */
  static final class Unavailable extends RuntimeException {
    Unavailable(BackendException cause) {
      super(cause);
    }
  }

  /** The payload, decoded; throws {@link SerializationFailure} or {@link Unavailable}. */
  // The codec gives what the type says; a JSON null is for types that allow it.
  @SuppressWarnings({"unchecked", "NullAway"})
  <P> P payload(TaskType<P, ?> type) {
    Join.Input input = message.join().map(Join::input).orElse(Join.Input.OWN);
    if (input == Join.Input.OWN) {
      return (P) decode(message.payload(), type.payloadType(), message.name());
    }
    try {
      return (P)
          switch (input) {
            case OWN -> throw new AssertionError(input);
            case FIRST -> first(type);
            case ALL -> all(type);
            case FAILURE -> failure();
          };
    } catch (BackendException e) {
      throw new Unavailable(e);
    } catch (TaskSerializationException e) {
      // What the store keeps of a parent.
      throw new SerializationFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** In the order of their slots. They have all ended, so they change no more. */
  List<ParentTask> parents() {
    List<ParentTask> known = parents;
    if (known == null) {
      known = arrivals().stream().<ParentTask>map(a -> new Ended(a, codec)).toList();
      parents = known;
    }
    return known;
  }

  ParentTask parent(String step) {
    TaskId id = message.part().map(p -> CompositionPart.idOf(p.whole(), step)).orElse(message.id());
    return parents().stream()
        .filter(parent -> parent.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task '" + message.name() + "' waited for no step '" + step + "'"));
  }

  private @Nullable Object first(TaskType<?, ?> type) {
    Arrival parent = onlyArrival();
    Payload value = parent.value().orElse(null);
    return value == null ? null : decode(value, type.payloadType(), parent.name());
  }

  private List<@Nullable Object> all(TaskType<?, ?> type) {
    if (!(type.payloadType() instanceof ParameterizedType list)
        || list.getRawType() != List.class) {
      throw new SerializationFailure(
          "a task that is given the results of all its parents takes a List, but '"
              + type.name()
              + "' takes "
              + type.payloadType().getTypeName(),
          null);
    }
    Type element = list.getActualTypeArguments()[0];
    List<@Nullable Object> values = new ArrayList<>();
    for (Arrival arrival : arrivals()) {
      Payload value = arrival.value().orElse(null);
      values.add(value == null ? null : decode(value, element, arrival.name()));
    }
    return values;
  }

  private ChainFailure failure() {
    Arrival last = onlyArrival();
    ResultBackend store = results.orElseThrow();
    Optional<TaskError> found =
        last.error().flatMap(TaskError::origin).flatMap(store::find).flatMap(r -> r.error());
    return ChainFailure.of(message, last, found);
  }

  private Arrival onlyArrival() {
    List<Arrival> first =
        results.map(store -> store.arrivals(message.id(), 0, 1)).orElse(List.of());
    if (first.isEmpty()) {
      throw new SerializationFailure(
          "the result that task '" + message.name() + "' takes is gone", null);
    }
    return first.get(0);
  }

  private List<Arrival> arrivals() {
    List<Arrival> all = new ArrayList<>();
    if (message.join().isPresent()) {
      results.ifPresent(store -> Arrival.forEach(store, message.id(), all::add));
    }
    return all;
  }

  /** Reads what a task called {@code task} was given, or gave. */
  private @Nullable Object decode(Payload payload, Type type, String task) {
    if (!codec.contentType().equals(payload.contentType())) {
      throw new SerializationFailure(
          "the payload is "
              + payload.contentType()
              + ", but this worker reads "
              + codec.contentType(),
          null);
    }
    try {
      return codec.decode(payload.bytes(), type, task);
    } catch (TaskSerializationException e) {
      throw new SerializationFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** A parent, as its arrival tells of it. */
  private record Ended(Arrival arrival, PayloadCodec codec) implements ParentTask {
    @Override
    public TaskId id() {
      return arrival.parent();
    }

    @Override
    public String name() {
      return arrival.name();
    }

    @Override
    public TaskStatus status() {
      return arrival.status();
    }

    @Override
    public Optional<TaskError> error() {
      return arrival.error();
    }

    @Override
    @SuppressWarnings("unchecked") // The codec gives what the type says.
    public <R> Optional<R> result(TaskType<?, R> type) {
      if (!type.name().equals(name())) {
        throw new IllegalArgumentException(
            "the result is that of '" + name() + "', not of '" + type.name() + "'");
      }
      return arrival.value().map(v -> (R) codec.decode(v.bytes(), type.resultType(), type.name()));
    }
  }
}
