package io.tasks4j.redis;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Join;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words and letters that the scripts and Java share, an enum for each alphabet. A script gets
 * those it names as constants, {@code STATE.RUNNING} for {@link State#RUNNING}, so a letter is
 * written here alone. Letters are stored: whoever changes one changes the layout.
 */
final class Alphabets {
  private static final Pattern NAMED = Pattern.compile("[A-Z]+\\.[A-Z_]+");
  private static final Map<String, Letter[]> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("STATE", State.values());
    BY_NAME.put("OUTCOME", Ending.values());
    BY_NAME.put("SCOPE", Scope.values());
    BY_NAME.put("LISTED", Listed.values());
    BY_NAME.put("RENEWED", Renewed.values());
    BY_NAME.put("CANCEL", Cancel.values());
    BY_NAME.put("ACTION", Action.values());
    BY_NAME.put("PARENT", Parent.values());
    BY_NAME.put("RELAYED", Relayed.values());
    BY_NAME.put("OUTBOX", Outbox.values());
    BY_NAME.put("SCHEDULES", Schedules.values());
    BY_NAME.put("VERDICT", words(Join.Verdict.values()));
    BY_NAME.put("EARLY", words(EarlyStart.State.values()));
  }

  private Alphabets() {}

  /** A constant of an alphabet. */
  interface Letter {
    /** What the scripts call it. */
    String name();

    /** What is sent and stored. */
    default String letter() {
      return name();
    }
  }

  private record Word(String name) implements Letter {}

  private static Letter[] words(Enum<?>[] values) {
    return Stream.of(values).map(value -> new Word(value.name())).toArray(Letter[]::new);
  }

  /** Where a task is, by field {@code st} of its state. */
  enum State implements Letter {
    /** Until it is due, or ready; also a task without a state. */
    WAITING("W"),
    /** For its parents. */
    BLOCKED("B"),
    RUNNING("R"),
    SUCCEEDED("S"),
    CANCELLED("C"),
    FAILED("F"),
    /** Within a script: out of the sets of one state and not yet in those of another. */
    BETWEEN("-");

    private final String letter;

    State(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }
  }

  /** How a claim ends. */
  enum Ending implements Letter {
    SUCCESS("S"),
    /** A success with a result. */
    VALUE("V"),
    RETRY("R"),
    FAILURE("F"),
    CANCELLED("C"),
    RELEASE("P"),
    UNKNOWN("U");

    private final String letter;

    Ending(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }

    static Ending of(Outcome outcome) {
      if (outcome instanceof Outcome.Success success) {
        return success.result().isPresent() ? VALUE : SUCCESS;
      }
      if (outcome instanceof Outcome.Retry) {
        return RETRY;
      }
      if (outcome instanceof Outcome.Failure) {
        return FAILURE;
      }
      if (outcome instanceof Outcome.Release) {
        return RELEASE;
      }
      return outcome instanceof Outcome.Unknown ? UNKNOWN : CANCELLED;
    }
  }

  /** For how long a task holds its unique key. */
  enum Scope implements Letter {
    WAITING("W"),
    LIVE("L"),
    WITHIN("T");

    private final String letter;

    Scope(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }

    static Scope of(UniqueKey.Scope scope) {
      return switch (scope) {
        case WAITING -> WAITING;
        case LIVE -> LIVE;
        case WITHIN -> WITHIN;
      };
    }
  }

  /** What a listing is asked for: states, but that a task may wait for the first time or not. */
  enum Listed implements Letter {
    PENDING("P"),
    RETRY("E"),
    RUNNING(State.RUNNING.letter()),
    SUCCESS(State.SUCCEEDED.letter()),
    CANCELLED(State.CANCELLED.letter()),
    FAILURE(State.FAILED.letter());

    private final String letter;

    Listed(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }

    static Listed of(TaskStatus status) {
      return switch (status) {
        case PENDING -> PENDING;
        case RETRY -> RETRY;
        case RUNNING -> RUNNING;
        case SUCCESS -> SUCCESS;
        case CANCELLED -> CANCELLED;
        case FAILURE -> FAILURE;
      };
    }
  }

  /** What became of a renewal. */
  enum Renewed implements Letter {
    HELD("H", ClaimState.HELD),
    CANCEL_REQUESTED("C", ClaimState.CANCEL_REQUESTED),
    LOST("L", ClaimState.LOST);

    private final String letter;
    private final ClaimState state;

    Renewed(String letter, ClaimState state) {
      this.letter = letter;
      this.state = state;
    }

    @Override
    public String letter() {
      return letter;
    }

    static ClaimState read(String letter) {
      return of(values(), letter).state;
    }
  }

  /** What became of a request to cancel. */
  enum Cancel implements Letter {
    CANCELLED,
    REQUESTED,
    NOTHING
  }

  /** What is done with, or asked of, one task. */
  enum Action implements Letter {
    FIND,
    RESULT,
    /** A result, and to be told of the end while there is none. */
    AWAIT,
    ARRIVALS,
    /** Where it is in a listing. */
    PLACE,
    CANCEL,
    REQUEUE,
    PURGE,
    /** Purges a task that has ended. */
    DELETE
  }

  /** What happened to a parent in another slot, beside the states that it may have ended in. */
  enum Parent implements Letter {
    PUT_BACK;

    @Override
    public String letter() {
      return "V";
    }
  }

  /** What an outbox holds. */
  enum Relayed implements Letter {
    FOLLOW_UP("F"),
    ARRIVAL("A");

    private final String letter;

    Relayed(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }
  }

  /** What is done with an outbox. */
  enum Outbox implements Letter {
    READ,
    FORGET
  }

  /** What is done with schedules. */
  enum Schedules implements Letter {
    DUE,
    FIND,
    LIST,
    PUT,
    REMOVE
  }

  /** The fields of a state that Java reads, in the order in which the scripts give them. */
  enum Field {
    STATE("st"),
    FAILURES("f"),
    LOSSES("l"),
    DUE("due"),
    NEVER_EXPIRES("ne"),
    RUN("r"),
    ENDED("en"),
    WORKER_APART("w"),
    CANCEL_REQUESTED("x"),
    PROGRESS_DONE("pd"),
    PROGRESS_TOTAL("pt"),
    PROGRESS_NOTE("pn"),
    EXPIRY_SINCE_RELEASE("xp");

    private final String stored;

    Field(String stored) {
      this.stored = stored;
    }
  }

  /**
   * The constant of a letter.
   *
   * @throws IllegalArgumentException when no constant has it
   */
  static <T extends Letter> T of(T[] alphabet, String letter) {
    return Stream.of(alphabet)
        .filter(constant -> constant.letter().equals(letter))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no letter '" + letter + "'"));
  }

  /** Names of the alphabets, and of their constants. */
  static Map<String, List<String>> names() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    BY_NAME.forEach(
        (name, letters) -> names.put(name, Stream.of(letters).map(Letter::name).toList()));
    return names;
  }

  /** The constants that a script names, in Lua: each call makes them anew, so no others. */
  static String lua(String script) {
    Set<String> named = NAMED.matcher(script).results().map(m -> m.group()).collect(toSet());
    StringBuilder lua = new StringBuilder();
    BY_NAME.forEach(
        (name, letters) -> {
          String constants =
              Stream.of(letters)
                  .filter(letter -> named.contains(name + "." + letter.name()))
                  .map(letter -> letter.name() + "='" + letter.letter() + "'")
                  .collect(joining(","));
          if (!constants.isEmpty()) {
            lua.append("local ").append(name).append("={").append(constants).append("}\n");
          }
        });
    String fields =
        Stream.of(Field.values()).map(field -> "'" + field.stored + "'").collect(joining(","));
    return lua.append("local STORED_FIELDS={").append(fields).append("}\n").toString();
  }
}
