package io.tasks4j.redis;

import io.tasks4j.backend.EarlyStart;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has {@link Exchanges} take back due times of tasks that were never claimed. */
final class Starter {
  private Starter() {}

  /** Early starts, if any, as arguments of a script. */
  static Args args(Optional<EarlyStart> starts, KeyIndex index) {
    Args args = new Args();
    starts.ifPresentOrElse(
        some -> {
          args.add(some.ids().size()).add(index.of(some.queue()));
          some.ids().forEach(id -> args.add(Ids.encode(id)));
        },
        () -> args.add(0));
    return args;
  }

  static List<EarlyStart.State> read(@Nullable Object states) {
    return Replies.list(states).stream()
        .map(state -> EarlyStart.State.valueOf(Replies.text(state)))
        .toList();
  }
}
