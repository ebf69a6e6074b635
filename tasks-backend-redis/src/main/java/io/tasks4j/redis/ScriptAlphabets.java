package io.tasks4j.redis;

import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Join;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words and letters that the scripts and Java share, an enum for each alphabet. A script names
 * them, as {@code STATE.RUNNING} for {@link State#RUNNING}, so a letter is written here alone.
 * Letters are stored: whoever changes one changes the version of {@link KeyLayout}.
 */
final class ScriptAlphabets {
  private static final Pattern NAMED =
      Pattern.compile("\\b[A-Z]+\\.[A-Z_]+\\b|\\bSTORED_FIELDS\\b");

  /** By names in the scripts what they stand for there. */
  private static final Map<String, String> LETTERS = new HashMap<>();

  static {
    put("STATE", State.values());
    put("OUTCOME", Ending.values());
    put("SCOPE", Scope.values());
    put("FLAG", Flag.values());
    put("LISTED", Listed.values());
    put("RENEWED", Renewed.values());
    put("CANCEL", words(CancelResult.values()));
    put("ACTION", Action.values());
    put("PARENT", Parent.values());
    put("RELAYED", Relayed.values());
    put("OUTBOX", Outbox.values());
    put("SCHEDULES", Schedules.values());
    put("LOCK", Lock.values());
    put("VERDICT", words(Join.Verdict.values()));
    put("EARLY", words(EarlyStart.State.values()));
    LETTERS.put(
        "STORED_FIELDS",
        Stream.of(Field.values())
            .map(field -> quoted(field.stored))
            .collect(Collectors.joining(", ", "{ ", " }")));
  }

  private ScriptAlphabets() {}

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

  private static void put(String alphabet, Letter[] letters) {
    for (Letter letter : letters) {
      LETTERS.put(alphabet + "." + letter.name(), quoted(letter.letter()));
    }
  }

  private static String quoted(String letter) {
    return "'" + letter + "'";
  }

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
    /** Put aside by itself; nothing brings this about so far. */
    SUSPENDED("Z"),
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

  /** How a task is linked to those it waits for. */
  enum Flag implements Letter {
    /** Of a link: the task is in vain once that one was cancelled. */
    BOUND("B"),
    /** Of a join: it fails only when nothing is left to be waited for. */
    PATIENT("P"),
    /** Of a join: it ends with its release. */
    GATE("G");

    private final String letter;

    Flag(String letter) {
      this.letter = letter;
    }

    @Override
    public String letter() {
      return letter;
    }

    /** The letter, or {@code -}. */
    String orDash(boolean set) {
      return set ? letter : "-";
    }
  }

  /** What a listing is asked for: states, but that a task may wait for the first time or not. */
  enum Listed implements Letter {
    PENDING("P"),
    RETRY("E"),
    RUNNING(State.RUNNING.letter()),
    SUCCESS(State.SUCCEEDED.letter()),
    CANCELLED(State.CANCELLED.letter()),
    FAILURE(State.FAILED.letter()),
    SUSPENDED(State.SUSPENDED.letter());

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
        case SUSPENDED -> SUSPENDED;
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

  /** What is done with a lock. */
  enum Lock implements Letter {
    ACQUIRE,
    RENEW,
    RELEASE
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

  /**
   * A script with the letters in the place of their names, as Lua has no constants: tables of them,
   * made anew by each call, cost a fifth of what a short call takes.
   *
   * @throws IllegalStateException when it names what is not there
   */
  static String inline(String script) {
    return NAMED
        .matcher(script)
        .replaceAll(
            name -> {
              String letter = LETTERS.get(name.group());
              if (letter == null) {
                throw new IllegalStateException("a script names " + name.group());
              }
              return Matcher.quoteReplacement(letter);
            });
  }
}
