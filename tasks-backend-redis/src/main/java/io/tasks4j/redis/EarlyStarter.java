package io.tasks4j.redis;

import io.tasks4j.backend.EarlyStart;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has {@link ExchangeCalls} take back due times of tasks that were never claimed. */
final class EarlyStarter {
  private EarlyStarter() {}

  /** Early starts, if any, as arguments of a script. */
  static ScriptArguments args(Optional<EarlyStart> starts, KeyIndex index) {
    ScriptArguments args = new ScriptArguments();
    starts.ifPresentOrElse(
        some -> {
          args.add(some.ids().size()).add(index.of(some.queue()));
          some.ids().forEach(id -> args.add(ShortIds.encode(id)));
        },
        () -> args.add(0));
    return args;
  }

  static List<EarlyStart.State> read(@Nullable Object states) {
    return ScriptReplies.list(states).stream()
        .map(state -> EarlyStart.State.valueOf(ScriptReplies.text(state)))
        .toList();
  }
}
